// The spellings of a session file that the app reads and would not write: keys absent, unknown or in another order, records
// as positional arrays, escapes, indentation, line ends. A spelling is plain data, which shrinks choice by choice to that
// of the app.

import fc from 'fast-check';
import { writeJson } from '../../contract/json-text.ts';
import {
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  type RecordShape,
  SESSION_SHAPE,
  type WorktreeSession,
} from '../../contract/session.ts';

export interface Spelling {
  /** Empty options are left out. */
  readonly omitsEmpty: boolean;
  /** A member that the app does not know, as text; empty: none. */
  readonly unknown: string;
  readonly keys: 'as in the app' | 'backwards' | 'unknown first';
  readonly positional: 'none' | 'sessions' | 'instances' | 'messages';
  /** What is said above holds for every record, or for every other one. */
  readonly every: 1 | 2;
  readonly escapes: 'as in the app' | 'non-ASCII' | 'everything' | 'slashes';
  readonly indent: '  ' | '\t' | '';
  readonly lineEnd: '\n' | '\r\n' | '';
  readonly before: string;
  readonly after: string;
}

export const AS_IN_THE_APP: Spelling = {
  ...{ omitsEmpty: false, unknown: '', keys: 'as in the app', positional: 'none', every: 1 },
  ...{ escapes: 'as in the app', indent: '  ', lineEnd: '\n', before: '', after: '' },
};

/** Valid JSON, and no more than that: what a later version, or a person, may have put beside the known keys. */
export const UNKNOWN_MEMBERS = [
  '"labels": ["α", {"weight": 1e999, "half": "\\ud800"}]',
  '"Id": "not the id"',
  '"__proto__": {"id": 1}',
  '"": [[], {}, -0, 1.50]',
  '"n": {"a": 1, "a": 2, "task": null}',
] as const;

export const aSpelling: fc.Arbitrary<Spelling> = fc.record({
  omitsEmpty: fc.boolean(),
  unknown: fc.oneof(fc.constant(''), fc.constantFrom(...UNKNOWN_MEMBERS)),
  keys: fc.constantFrom('as in the app', 'backwards', 'unknown first'),
  positional: fc.constantFrom('none', 'none', 'none', 'sessions', 'instances', 'messages'),
  every: fc.constantFrom(1, 2),
  escapes: fc.constantFrom('as in the app', 'as in the app', 'non-ASCII', 'everything', 'slashes'),
  indent: fc.constantFrom('  ', '\t', ''),
  lineEnd: fc.constantFrom('\n', '\r\n', ''),
  before: fc.constantFrom('', '', '\n', ' \t\r\n'),
  after: fc.constantFrom('', '', '\n', '\r\n \t'),
});

export function spelled(sessions: readonly WorktreeSession[], spelling: Spelling): string {
  return `${spelling.before}${new Speller(spelling).list(sessions, SESSION_SHAPE, 'sessions', 1)}${spelling.after}`;
}

const LISTS = { instances: INSTANCE_SHAPE, chatHistory: MESSAGE_SHAPE } as const;

class Speller {
  private readonly spelling: Spelling;

  constructor(spelling: Spelling) {
    this.spelling = spelling;
  }

  list<T>(records: readonly T[], shape: RecordShape<T>, kind: string, depth: number): string {
    const items = records.map((record, at) => {
      const isOther = at % this.spelling.every !== 0;
      return this.record(record as Record<string, unknown>, shape, isOther ? '' : kind, depth);
    });
    return this.lines('[', items, ']', depth);
  }

  /** `kind`: empty for a record as in the app. */
  private record<T>(
    record: Record<string, unknown>,
    shape: RecordShape<T>,
    kind: string,
    depth: number,
  ): string {
    const { omitsEmpty, unknown, keys, positional } = this.spelling;
    const values = shape.fields.map(({ name }) => this.value(name, record[name], depth + 1));
    if (kind !== '' && kind === positional) return this.lines('[', values, ']', depth + 1);
    const members = shape.fields.map(({ name }, at) => `${this.text(name)}: ${values[at]}`);
    if (kind === '') return this.lines('{', members, '}', depth + 1);
    const kept = members.filter((_, at) => !omitsEmpty || record[shape.fields[at]?.name ?? ''] !== null);
    if (keys === 'backwards') kept.reverse();
    if (unknown !== '') kept.splice(keys === 'unknown first' ? 0 : kept.length, 0, unknown);
    return this.lines('{', kept, '}', depth + 1);
  }

  private value(name: string, value: unknown, depth: number): string {
    if (name === 'instances' || name === 'chatHistory') {
      const kind = name === 'instances' ? name : 'messages';
      return this.list(value as readonly object[], LISTS[name] as RecordShape<object>, kind, depth + 1);
    }
    if (typeof value === 'string') return this.text(value);
    return Array.isArray(value)
      ? this.lines(
          '[',
          value.map((text) => this.text(text)),
          ']',
          depth + 1,
        )
      : writeJson(value);
  }

  private lines(open: string, items: readonly string[], close: string, depth: number): string {
    if (items.length === 0) return `${open}${close}`;
    const { indent, lineEnd } = this.spelling;
    const line = lineEnd + indent.repeat(depth);
    return `${open}${line}${items.join(`,${line}`)}${lineEnd}${indent.repeat(depth - 1)}${close}`;
  }

  private text(text: string): string {
    const { escapes } = this.spelling;
    if (escapes === 'everything') return `"${escaped(text, /[\s\S]/g)}"`;
    const written = writeJson(text);
    if (escapes === 'non-ASCII') return escaped(written, /[^\0-\x7f]/g);
    return escapes === 'slashes' ? written.replaceAll('/', '\\/') : written;
  }
}

const escaped = (text: string, which: RegExp): string =>
  text.replace(which, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
