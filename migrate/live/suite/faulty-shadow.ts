// A database that fails on command, for tests of what follows.

import type { StoreOptions } from '../../../contract/store.ts';
import { openSqliteStore } from '../../../impl-sqlite/index.ts';
import type { ShadowStore } from '../shadow-store.ts';

export interface Fault {
  readonly error: Error;
  /** It is thrown behind the work: the caller never hears that it was done. */
  readonly isDone?: boolean;
}

/** `faultOf`: how the operation of this name fails; nothing where it does not. */
export async function faultyShadow(
  home: string,
  options: StoreOptions,
  faultOf: (operation: string) => Fault | undefined,
): Promise<ShadowStore> {
  const store = await openSqliteStore({ home }, options);
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      // Asks the file system, and answers at once.
      if (name === 'standing') return value.bind(target);
      return async (...given: unknown[]) => {
        const fault = faultOf(String(name));
        if (fault !== undefined && !fault.isDone) throw fault.error;
        const answer = await Reflect.apply(value, target, given);
        if (fault !== undefined) throw fault.error;
        return answer;
      };
    },
  }) as unknown as ShadowStore;
}
