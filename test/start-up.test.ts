// What a tool loads before it knows what is asked of it. Every start pays for it.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './run-tool.ts';

const EAGER = /^(?:import|export)\b(?!\s+type\b)(?:[^;'"`(=]*\bfrom)?\s*'([^']+)'/gm;

/** Source files that a module loads with itself, and the packages that they load. */
function loadedWith(entry: string, read = (file: string): string => readFileSync(file, 'utf8')) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const [, target = ''] of read(file).matchAll(EAGER)) {
      if (target.startsWith('.')) waiting.push(join(dirname(file), target));
      else if (!target.startsWith('node:')) packages.add(target);
    }
  }
  return { files: [...files], packages: [...packages] };
}

test.each(['cli/storeproof.ts', 'cli/ait42-migrate.ts'])(
  '%s loads its frame and commander, and no verb, store or other package',
  (tool) => {
    const { files, packages } = loadedWith(join(ROOT, tool));
    expect(files.every(existsSync)).toBe(true);
    expect(packages).toEqual(['commander']);
    expect(files.filter((file) => /[\\/](cli[\\/]verbs|impl-|subjects|props|bench|load)/.test(file))).toEqual(
      [],
    );
    expect(files.length).toBeLessThan(30);
  },
);

test('a planted package is found behind two files', () => {
  const read = (file: string): string =>
    ({
      a: "import { b } from './b';",
      b: "export * from './c';\nimport type { X } from 'types';",
      c: "import 'zod';",
    })[file] ?? '';
  expect(loadedWith('a', read)).toEqual({ files: ['a', 'b', 'c'], packages: ['zod'] });
});
