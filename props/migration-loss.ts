// What one migration loses of one home: what a store holds that a history filled must be in the other store, a second time as well;
// what was read must be as it was, byte for byte; and the way back must lead to the same content again.

import { awaited } from '../definition/awaited.ts';
import type { Migration } from '../definition/migration.ts';
import type { Step } from '../definition/operation.ts';
import type { Outcome } from '../definition/outcome.ts';
import type { Subject } from '../definition/subjects.ts';
import { changedFile, type FilesIn, filesIn } from './files-in.ts';
import { HistoryFolder } from './history-folder.ts';
import { notComparable, outcomeDifference, outcomeOf, outcomeText } from './outcome.ts';
import type { Rules } from './rules.ts';
import { runSequence } from './sequence-run.ts';

export interface Move<Store> {
  /** The way there, or the way back behind it. */
  readonly area: 'import' | 'rewrite';
  readonly rules: Rules<Store>;
  readonly migration: Migration;
  readonly from: Subject<Store>;
  readonly to: Subject<Store>;
}

export interface Loss {
  readonly difference: string;
  /** Of a content. */
  readonly expected?: string;
  readonly actual?: string;
}

/** The first; null when nothing was lost. Without a step: of a home in which no store ever was. */
export async function lossIn<Store>(move: Move<Store>, steps: readonly Step[]): Promise<Loss | null> {
  const folder = HistoryFolder.of([move.from, move.to]);
  try {
    const passage = new Passage(move, folder);
    return await (move.area === 'import' ? passage.lossThere(steps) : passage.lossBack(steps));
  } finally {
    await folder.remove();
  }
}

class Passage<Store> {
  private readonly move: Move<Store>;
  private readonly folder: HistoryFolder;

  constructor(move: Move<Store>, folder: HistoryFolder) {
    this.move = move;
    this.folder = folder;
  }

  async lossThere(steps: readonly Step[]): Promise<Loss | null> {
    const { from, to, migration } = this.move;
    const home = this.folder.newHome();
    const before = await this.filled(home, steps);
    const files = filesIn(home);
    const moved = async (): Promise<unknown> => {
      const toHome = this.folder.newHome();
      await migration.run(home, toHome);
      return this.contentOf(to, toHome);
    };
    return (
      (await this.loss(`${to.name}, after the migration`, before, moved)) ??
      changeOf(from, files, home) ??
      (await this.loss(`${to.name}, after a second run to another home`, before, moved))
    );
  }

  /** None of what is lost on the way there. */
  async lossBack(steps: readonly Step[]): Promise<Loss | null> {
    const { from, to, migration } = this.move;
    const [home, moved, back] = [this.folder.newHome(), this.folder.newHome(), this.folder.newHome()];
    await this.filled(home, steps);
    const before = await outcomeOf(async () => {
      await migration.run(home, moved);
      return this.contentOf(to, moved);
    }, String);
    if (before.kind !== 'answer') return null;
    const files = filesIn(moved);
    const returned = async (): Promise<unknown> => {
      await migration.back?.(moved, back);
      return this.contentOf(from, back);
    };
    return (
      (await this.loss(`${from.name}, after the way back`, before.value, returned)) ??
      changeOf(to, files, moved)
    );
  }

  /** Answers the content. */
  private async filled(home: string, steps: readonly Step[]): Promise<unknown> {
    const { rules, from } = this.move;
    const { folder } = this;
    if (steps.length === 0) return this.contentOf(from, folder.newHome());
    const played = { operations: steps, sweepEvery: Number.POSITIVE_INFINITY, place: { folder, home } };
    await runSequence({ ...played, rules, reference: from, subjects: [] });
    return this.contentOf(from, home);
  }

  /** Of a store that is opened for it: what lies in its home. */
  private async contentOf(subject: Subject<Store>, home: string): Promise<unknown> {
    const store = await awaited(subject, 'open', () => subject.open(home));
    try {
      return await awaited(subject, 'its content', () =>
        this.move.rules.content(store, { folder: this.folder.shared }),
      );
    } finally {
      await subject.close(store);
    }
  }

  private async loss(what: string, before: unknown, content: () => Promise<unknown>): Promise<Loss | null> {
    const expected: Outcome = { kind: 'answer', value: before };
    const actual = await outcomeOf(content, String);
    const difference = this.difference(expected, actual);
    if (difference === null) return null;
    return {
      difference: `${what}: ${difference}`,
      expected: outcomeText(expected),
      actual: outcomeText(actual),
    };
  }

  private difference(expected: Outcome, actual: Outcome): string | null {
    const { from, to, rules } = this.move;
    try {
      return outcomeDifference(expected, actual, rules.histories);
    } catch (cause) {
      throw notComparable(`${from.name}, or of ${to.name},`, cause);
    }
  }
}

function changeOf({ name }: { readonly name: string }, before: FilesIn, home: string): Loss | null {
  const changed = changedFile(before, filesIn(home));
  return changed === null
    ? null
    : { difference: `${name}, which was only to be read: the migration changed ${changed} in its home` };
}
