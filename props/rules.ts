// How histories of a definition are played: its parts loaded, and what it leaves out filled in.

import { StoreError } from '../contract/errors.ts';
import { contentIn } from '../definition/content.ts';
import type { Definition } from '../definition/definition.ts';
import type { HistoryDefinition } from '../definition/history.ts';
import type { Operation } from '../definition/operation.ts';
import type { Surroundings } from '../definition/place.ts';
import { refusalOf } from '../definition/refusal.ts';
import { sectionOf } from '../definition/section.ts';

export interface Rules<Store> {
  readonly operations: Readonly<Record<string, Operation<Store>>>;
  readonly histories: HistoryDefinition<Store>;
  readonly content: (store: Store, surroundings: Surroundings) => unknown;
  readonly refusal: (error: unknown) => string | null;
}

export async function rulesOf<Store>(definition: Definition<Store>): Promise<Rules<Store>> {
  const { histories = {} } = definition;
  const operations = await sectionOf(definition.operations);
  for (const [op, use] of TAKEN) {
    if (Object.hasOwn(operations, op)) throw notFree(op, use, definition);
  }
  return {
    operations,
    histories: await sectionOf<HistoryDefinition<Store>>(histories),
    content: (store, surroundings) => contentIn(definition, store, surroundings),
    refusal: (error) => refusalOf(definition, error),
  };
}

/** Names of operations that mean something else already. A store with a method `then` would be taken for a promise. */
const TAKEN = new Map([
  ['reopen', 'as a restart is called in histories'],
  ['kill', 'as a restart is called in histories'],
  ['then', 'as a promise has one: whoever waits for the store would call it'],
]);

const notFree = (op: string, use: string, { name }: { readonly name: string }): StoreError =>
  new StoreError(
    'E_USAGE',
    `${name} has an operation named ${op}, ${use}. Give it another name. Nothing was played.`,
  );
