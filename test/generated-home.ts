// Homes of generated session files for the tests of whole verbs.

import { cpSync } from 'node:fs';
import { beforeAll } from 'vitest';
import { type HomeFile, writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrateOn, sharedFolder, temporaryFolder } from './run-tool.ts';

type Choice = Parameters<typeof writeLegacyHome>[1];

interface GeneratedHome {
  readonly home: string;
  readonly files: readonly HomeFile[];
  readonly run: ReturnType<typeof migrateOn>;
}

/** A home of the test's own, and how a verb is run on it. */
export function generatedHome(choice: Choice): GeneratedHome {
  const home = temporaryFolder();
  return { home, files: writeLegacyHome(home, choice), run: migrateOn(home) };
}

/** A home that is migrated once for all tests of a file; `copy` makes one of a test's own. */
export function migratedOnce(choice: Choice): { readonly home: string; readonly copy: () => string } {
  const home = sharedFolder();
  beforeAll(async () => {
    writeLegacyHome(home, choice);
    await migrateOn(home)('migrate', '--yes');
  });
  const copy = (): string => {
    const own = temporaryFolder();
    cpSync(home, own, { recursive: true });
    return own;
  };
  return { home, copy };
}
