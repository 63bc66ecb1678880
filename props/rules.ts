// How histories of a definition are played: its parts loaded, and what it leaves out filled in.

import { StoreError } from '../contract/errors.ts';
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
  for (const op of ['reopen', 'kill']) {
    if (Object.hasOwn(operations, op)) throw notFree(op, definition);
  }
  return {
    operations,
    histories: await sectionOf<HistoryDefinition<Store>>(histories),
    content: (store, surroundings) => definition.content(store, surroundings),
    refusal: (error) => refusalOf(definition, error),
  };
}

const notFree = (op: string, { name }: { readonly name: string }): StoreError =>
  new StoreError(
    'E_USAGE',
    `${name} has an operation named ${op}, as a restart is called in histories. Give it another name. Nothing was played.`,
  );
