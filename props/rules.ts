// How histories of a definition are played: its parts loaded, and what it leaves out filled in.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import type { HistoryDefinition } from '../definition/history.ts';
import type { Operation } from '../definition/operation.ts';
import type { Surroundings } from '../definition/place.ts';
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
    refusal: (error) => (definition.refusal === undefined ? codeOrText(error) : definition.refusal(error)),
  };
}

/** What a mistake in a program throws, rather than a program that refuses. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError];

function codeOrText(error: unknown): string | null {
  if (!(error instanceof Error)) return String(error);
  const isMistake = MISTAKES.some((kind) => error instanceof kind);
  if (isMistake || (error instanceof StoreError && error.code === 'E_INTERNAL')) return null;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
