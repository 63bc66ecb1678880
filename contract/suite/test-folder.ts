// A folder of a test file's own. The end of the file removes it, with whatever the tests made in it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export interface TestFolder {
  readonly root: string;
  /** A path in it at which nothing stands yet. */
  readonly freshPath: () => string;
  /** A new and empty folder in it. */
  readonly freshFolder: () => string;
}

/** To be called once, outside tests. */
export function useFolder(name: string): TestFolder {
  const root = mkdtempSync(join(tmpdir(), `${name}-`));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let next = 0;
  const freshPath = (): string => join(root, `d${next++}`);
  const freshFolder = (): string => {
    const path = freshPath();
    mkdirSync(path);
    return path;
  };
  return { root, freshPath, freshFolder };
}
