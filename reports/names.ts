// What a result file calls its stores, operations and records. A name may be anything, "toString" and "__proto__" too, and
// one without a title is shown as it stands. Every word is one line of text: it may stand in a title or a column.

import type { Header } from '../results/result.ts';
import type { DefinitionWords } from '../results/words.ts';
import { count } from './text/figures.ts';
import { oneLine } from './text/one-line.ts';
import { titleIn } from './text/titles.ts';

export class Names {
  private readonly words: DefinitionWords;
  readonly candidate: string;
  readonly baseline: string;
  /** The data on which promises are judged. */
  readonly referenceProfile: string;

  constructor(words: DefinitionWords) {
    this.words = words;
    this.candidate = words.candidate;
    this.baseline = words.baseline;
    this.referenceProfile = words.referenceProfile;
  }

  /** Of a store, an operation, a profile or a figure. */
  title(name: string): string {
    return oneLine(titleIn(this.words.titles, name) ?? name.replace(PROGRAM, 'program '));
  }

  /** "1,000 notes". */
  records(amount: number): string {
    return `${count(amount)} ${amount === 1 ? this.record : this.many}`;
  }

  /** One record, in a word. */
  get record(): string {
    return oneLine(this.words.record[0]);
  }

  /** Several. */
  get many(): string {
    return oneLine(this.words.record[1]);
  }

  /** A store inside a sentence. */
  phrase(store: string): string {
    return oneLine(this.phraseOf(store)?.text ?? this.title(store));
  }

  /** The form of a verb behind a phrase. */
  verb(store: string, one: string, many: string): string {
    return this.phraseOf(store)?.isPlural === true ? many : one;
  }

  /** A floor does the least that the machine must do for an operation; it is no store. */
  isFloor(store: string): boolean {
    return this.roleOf(store) === 'floor';
  }

  /** A store by others that takes part in a comparison. */
  isPeer(store: string): boolean {
    return this.roleOf(store) === 'peer';
  }

  /** Who promised what is claimed. */
  get promiser(): string {
    return oneLine(this.words.promisedBy?.[0] ?? 'the definition');
  }

  get promiserInShort(): string {
    return oneLine(this.words.promisedBy?.[1] ?? this.promiser);
  }

  /** Several processes work on one. */
  get home(): string {
    return oneLine(this.words.home ?? 'store');
  }

  /** The title of a page: what is moved to what. */
  get about(): string {
    const { about, name, candidate, baseline } = this.words;
    return oneLine(about ?? `${name}, ${this.title(baseline)} to ${this.title(candidate)}`);
  }

  /** What a run that verified everything has shown. */
  get verified(): string {
    const { verified, candidate, baseline } = this.words;
    const keeps = this.verb(baseline, 'keeps', 'keep');
    return oneLine(
      verified ?? `${this.phrase(candidate)} keeps everything that ${this.phrase(baseline)} ${keeps}.`,
    );
  }

  /** The stores of the definition, those that are compared first. */
  get stores(): readonly string[] {
    const { baseline, candidate, roles } = this.words;
    return [
      ...new Set([baseline, candidate, ...Object.keys(roles).filter((name) => roles[name] === 'store')]),
    ];
  }

  /** Of these operations those that have the chart: without words the first few. */
  charted(chart: 'growth' | 'spread', operations: readonly string[]): readonly string[] {
    const wanted = this.words.charts?.[chart];
    return wanted === undefined
      ? operations.slice(0, CHARTS_MAX)
      : wanted.filter((operation) => operations.includes(operation));
  }

  /** What is to be known of floors, or of targets. */
  note(about: 'floors' | 'targets'): string {
    return oneLine(this.words.notes?.[about] ?? '');
  }

  /** The one that does nearest the same first. */
  floorsOf(store: string): readonly string[] {
    return titleIn(this.words.floors ?? {}, store) ?? [];
  }

  /** In the order of the titles, with those that have none behind them as they come. */
  inOrder<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
    const ranks = new Map(Object.keys(this.words.titles).map((name, rank) => [name, rank]));
    const rank = (item: T): number => ranks.get(nameOf(item)) ?? ranks.size;
    return items.toSorted((left, right) => rank(left) - rank(right));
  }

  private roleOf(store: string): DefinitionWords['roles'][string] {
    return titleIn(this.words.roles, store) ?? 'peer';
  }

  private phraseOf(store: string): { readonly text: string; readonly isPlural: boolean } | undefined {
    return titleIn(this.words.phrases ?? {}, store);
  }
}

export const namesIn = ({ header }: { readonly header: Header }): Names => new Names(header.definition);

/** Without words for it, a page has so many charts of a kind. */
const CHARTS_MAX = 6;

const PROGRAM = /^program-/;

/** One of the user's own, beside ours in a benchmark. */
export const isProgram = (store: string): boolean => PROGRAM.test(store);
