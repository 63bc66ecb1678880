// Loads a definition so that nothing of it is shared with what else is loaded: two copies of one directory, or a side and this
// engine, have each its own modules, and what V8 learns of the one says nothing about the other. Every module that such an
// instance imports carries its name in its URL (Node keeps modules by URL). CommonJS, and so a native driver, is kept by
// file: the same file is loaded once, whoever asks.

import { registerHooks } from 'node:module';
import type { Definition } from '../../definition/definition.ts';
import { sourceAt } from '../../definition/source.ts';

const KEY = 'instance';

let isHooked = false;

/** Rejects with whatever loading the module throws. */
export async function instanceAt(url: string, name: string): Promise<Definition> {
  if (!isHooked) hook();
  const { definition } = await sourceAt(named(url, name));
  return definition;
}

function hook(): void {
  isHooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const name = nameIn(context.parentURL);
      return name === null || !resolved.url.startsWith('file:')
        ? resolved
        : { ...resolved, url: named(resolved.url, name) };
    },
  });
}

const nameIn = (url: string | undefined): string | null =>
  url?.includes(`${KEY}=`) === true ? new URL(url).searchParams.get(KEY) : null;

function named(url: string, name: string): string {
  const of = new URL(url);
  of.searchParams.set(KEY, name);
  return of.href;
}
