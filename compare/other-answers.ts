// Where the work of two sides differs first: the call, and the place in its answer. Values stay out of it, as of all reports.

import { differences } from '../contract/differences.ts';

/** Of the same calls, as JSON; the last one is what they left behind. As the end of a sentence. */
export function otherAnswers(base: readonly string[], head: readonly string[]): string {
  if (base.length !== head.length) return `base makes ${base.length - 1} calls, head ${head.length - 1}`;
  const asRead = (answer: string | undefined): unknown => JSON.parse(answer ?? 'null');
  const firsts = base.map((answer, call) =>
    answer === head[call] ? undefined : differences(asRead(answer), asRead(head[call]))[0],
  );
  // Texts that only order their keys otherwise are the same answer; so may be integers beyond what a number holds.
  const at = firsts.findIndex((difference) => difference !== undefined);
  const first = firsts[at];
  if (first === undefined) return 'their answers differ, and no place of it can be told';
  const [left, right] = [asRead(base[at]), asRead(head[at])];
  const where =
    at === base.length - 1
      ? 'what the calls left behind'
      : `the answer of call ${at + 1} of ${base.length - 1}`;
  const place = first.pointer === '' ? '' : ` at ${shownPlace(first.pointer)}`;
  const [of, and] = [left, right].map((value) => kindOf(valueAt(value, first.pointer)));
  return `${where} differs first${place}: ${of} in base, ${and} in head`;
}

const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, key) =>
        (at as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
      value,
    );

/** What kind of value it is and how large, never which. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const POINTER_MAX = 80;
/** A name of a field, or a place in a list. Other keys may be what a record is called. */
const FIELD = /^[a-z][A-Za-z0-9_]{0,39}$|^\d+$/;

function shownPlace(pointer: string): string {
  const shown = pointer
    .split('/')
    .map((key) => (key === '' || FIELD.test(key) ? key : '…'))
    .join('/');
  return shown.length <= POINTER_MAX ? shown : `${shown.slice(0, POINTER_MAX)}…`;
}
