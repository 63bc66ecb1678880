// The package on a Node that is too old: imports end in a sentence. What such a Node lacks is taken away from this one.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ROOT } from './run-tool.ts';

const ENTRIES = ['sessions', 'migrate', 'storeproof'];

const WITHOUT = `data:text/javascript,
import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';
delete zlib.zstdCompressSync;
delete Set.prototype.union;
syncBuiltinESMExports();`;

test.each(ENTRIES)('importing %s on a Node that is too old says which Node it needs', async (entry) => {
  const program = `await import(${JSON.stringify(join(ROOT, 'library', `${entry}.ts`))}).catch(({ message }) => console.log(message))`;
  const words = ['--import', WITHOUT, '--input-type=module', '-e', program];
  const { stdout } = await execa(process.execPath, words, { env: { NODE_V8_COVERAGE: undefined } });
  expect(stdout).toMatch(
    /^storeproof needs Node 22\.15 or newer .*, this is v[\d.]+\. Nothing was loaded or changed: /,
  );
});

test('nothing is evaluated before the Node is looked at', () => {
  for (const entry of ENTRIES) {
    const [, first] =
      /^(?:import|export) [^;]*?'([^']+)';/m.exec(
        readFileSync(join(ROOT, 'library', `${entry}.ts`), 'utf8'),
      ) ?? [];
    expect(first, entry).toBe('./node-floor.ts');
  }
});

/** A module of Node that lacks a named export cannot even be linked, and then nothing is evaluated. */
test('what the oldest Node brings late is not imported by name', () => {
  const files = globSync(
    ['{contract,files,impl-*,migrate,subjects,props,bench,load,statistics,reports,library}/**/*.ts'],
    { cwd: ROOT },
  ).filter((file) => !/\.test\.ts$|\/(?:peers|node_modules)\//.test(file));
  const late = files.filter((file) =>
    /import \{[^}]*zstd[^}]*\} from 'node:zlib'/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(300);
  expect(late).toEqual([]);
});
