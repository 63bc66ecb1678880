// What a definition can say of its histories: steps that belong together, what stands for an earlier answer, changes beside the
// stores, the parts that are compared, simpler steps and differences of its own.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineProof } from '../definition/definition.ts';
import type { HistoryDefinition } from '../definition/history.ts';
import type { Step } from '../definition/operation.ts';
import { subjectOf } from '../definition/subjects.ts';
import { checkEquivalence, replay } from './index.ts';

/** Gives out tickets; how it numbers them is its own affair. */
class Tickets {
  private readonly open = new Map<number, string>();
  private readonly bug: string;
  private last: number;

  constructor(first: number, bug = '') {
    this.last = first;
    this.bug = bug;
  }

  take(place: string): { readonly ticket: number } {
    this.open.set(++this.last, place);
    return { ticket: this.last };
  }

  give(ticket: number): string {
    const place = this.open.get(ticket);
    if (place === undefined) throw new Error('no such ticket');
    if (this.bug !== 'keeps') this.open.delete(ticket);
    return place;
  }

  at(place: string): number {
    const taken = [...this.open.values()].filter((each) => each === place).length;
    return this.bug === 'at most one' ? Math.min(1, taken) : taken;
  }
}

const aPlace = fc.constantFrom('$F/a', '$F/b');

const histories: HistoryDefinition<Tickets> = {
  // Now and then a ticket is taken and given back at once.
  steps: () =>
    fc.oneof(
      aPlace.map((path): Step => ({ op: 'take', args: [path] })),
      aPlace.map((path): Step[] => [
        { op: 'take', args: [path] },
        { op: 'give', args: ['$last'] },
      ]),
      fc.constant<Step>({ op: 'give', args: ['$last'] }),
      aPlace.map((path): Step => ({ op: 'build', args: [path] })),
    ),
  isStep: (value) => ['take', 'give', 'build'].includes((value as Step).op),
  *simpler({ op, args }) {
    if (args?.[0] === '$F/b') yield { op, args: ['$F/a'] };
  },
  // The numbers of tickets may be any.
  difference: (expected, actual) => {
    const isTicket = ({ kind, value }: { kind: string; value?: unknown }): boolean =>
      kind === 'answer' && typeof value === 'object';
    return isTicket(expected) && isTicket(actual) ? null : undefined;
  },
  begin: (folder) => {
    let last = 0;
    return {
      real: ({ op, args = [] }) => {
        const [about] = args as [string];
        if (op === 'build') {
          mkdirSync(join(folder, about.slice('$F/'.length)), { recursive: true });
          return null;
        }
        return { op, args: [about === '$last' ? last : about.replace('$F', folder)] };
      },
      told: ({ op }, outcome) => {
        if (op === 'take' && outcome.kind === 'answer') last = (outcome.value as { ticket: number }).ticket;
      },
      parts: () => readdirSync(folder).map((name) => ({ op: 'at', args: [`$F/${name}`] })),
    };
  },
};

const tickets = defineProof<Tickets>({
  name: 'tickets',
  subjects: {
    model: { open: () => new Tickets(0), role: 'model' },
    right: { open: () => new Tickets(0), isPersistent: false },
    keeps: { open: () => new Tickets(0, 'keeps'), isPersistent: false },
    few: { open: () => new Tickets(0, 'at most one'), isPersistent: false },
  },
  operations: {
    take: { arguments: fc.tuple(aPlace), writes: true },
    give: { arguments: fc.tuple(fc.nat()), writes: true },
    at: { arguments: fc.tuple(aPlace), writes: false },
  },
  content: () => {
    throw new Error('the parts are compared');
  },
  histories,
});

const checked = (name: string) => {
  const store = subjectOf(tickets, name);
  return checkEquivalence(tickets, { left: store, right: store, operations: 1_000, seed: 1 });
};

test('a right store passes, and what happens beside the stores is counted', async () => {
  const { verdict, counts } = await checked('right');
  expect(verdict).toBe('ok');
  expect(counts.build?.answers).toBeGreaterThan(0);
  expect(counts.give?.answers).toBeGreaterThan(0);
  expect(counts).not.toHaveProperty('at');
});

test('what stands for an earlier answer still does when a history is made smaller', async () => {
  const { counterexample } = await checked('keeps');
  const [take, give, ...others] = counterexample!.operations;
  expect([take, give]).toEqual([
    { op: 'take', args: ['$F/a'] },
    { op: 'give', args: ['$last'] },
  ]);
  // Either it is given once more, or its place is looked at.
  expect(others.map(({ op }) => op)).toEqual([expect.stringMatching(/^(give|build)$/)]);
});

test('a difference in a part is told with the part, and its history may change what is beside the stores', async () => {
  const { counterexample } = await checked('few');
  const { operations, mismatch } = counterexample!;
  const [[place], ...others] = operations.map(({ args = [] }) => args) as [[string], ...[string][]];
  expect(operations.map(({ op }) => op).toSorted()).toEqual(['build', 'take', 'take']);
  expect(others).toEqual([[place], [place]]);
  expect(mismatch).toMatchObject({ sweep: { op: 'at', args: [place] }, expected: '2', actual: '1' });
  const few = subjectOf(tickets, 'few');
  expect(await replay(tickets, { left: few, right: few, operations })).not.toBeNull();
});
