// How histories of a definition are played: its parts loaded, and what it leaves out filled in.

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
  const { operations, histories = {} } = definition;
  return {
    operations: await sectionOf(operations),
    histories: await sectionOf<HistoryDefinition<Store>>(histories),
    content: (store, surroundings) => definition.content(store, surroundings),
    refusal: (error) => refusalOf(definition, error),
  };
}
