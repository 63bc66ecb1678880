// A definition and the module that it comes from: the processes that time a store or put load on it load it again there.

import type { Definition } from './definition.ts';

export interface Source<Store = unknown> {
  /** Of a module whose default export is the definition. */
  readonly url: string;
  readonly definition: Definition<Store>;
}

/** Rejects with whatever loading the module throws. */
export async function sourceAt<Store>(url: string): Promise<Source<Store>> {
  const { default: definition } = (await import(url)) as { default: Definition<Store> };
  return { url, definition };
}
