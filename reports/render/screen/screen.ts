// The last screen of a verb, as data: what came out, what it means, what to do next. Drawn by draw.ts; every verb of both
// tools ends in one. It imports nothing heavy, so that light verbs can use it.

import type { Tone } from '../table.ts';

/** `good`: as it should be. `bad`: not. `open`: nobody can tell. `expected`: not good, and known. */
export type Mark = 'good' | 'bad' | 'open' | 'expected';

/** One thing that was found: `✓ same answers   20,000 random operations, 0 differences`. */
export interface Fact {
  readonly mark?: Mark;
  readonly name: string;
  readonly text: string;
  /** In lines of their own under it, as far as there is room: what shows it. */
  readonly below?: readonly string[];
}

export interface ScreenColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Left out where there is no room for all; the highest first. */
  readonly rank?: number;
}

export interface ScreenRow {
  readonly mark?: Mark;
  readonly cells: readonly string[];
}

export interface ScreenTable {
  /** The first one has no title: that of the block stands in its place. */
  readonly columns: readonly ScreenColumn[];
  /** What matters most first: where there is no room, the last ones are only counted. */
  readonly rows: readonly ScreenRow[];
  /** What the rows are called that are only counted. Default: "more". */
  readonly rest?: string;
}

export interface Block {
  /** One or two words in capitals. */
  readonly title: string;
  readonly tone?: Tone | undefined;
  /** One or two sentences behind the title. */
  readonly text: string;
  readonly facts?: readonly Fact[];
  readonly table?: ScreenTable;
  /** Under all of it. */
  readonly foot?: readonly string[];
}

/** What to do next: `Report    reports/runs/…/report.html`. */
export interface Way {
  readonly label: string;
  readonly text: string;
}

export interface Screen {
  /** Name, machine, time: one line. */
  readonly head: readonly string[];
  readonly blocks: readonly Block[];
  readonly ways: readonly Way[];
  /** Default: as many as a small terminal has. */
  readonly linesMax?: number;
}
