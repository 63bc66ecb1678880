// A database that fails on command, for tests of what follows.

import type { StoreOptions } from '../../../contract/store.ts';
import { openSqliteStore } from '../../../impl-sqlite/index.ts';
import type { ShadowStore } from '../shadow-store.ts';

/** `faultOf`: what the operation of this name throws instead of being done; nothing where it is done. */
export async function faultyShadow(
  home: string,
  options: StoreOptions,
  faultOf: (operation: string) => Error | undefined,
): Promise<ShadowStore> {
  const store = await openSqliteStore({ home }, options);
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      // Asks the file system, and answers at once.
      if (name === 'place') return value.bind(target);
      return async (...given: unknown[]) => {
        const fault = faultOf(String(name));
        if (fault !== undefined) throw fault;
        return Reflect.apply(value, target, given);
      };
    },
  }) as unknown as ShadowStore;
}
