import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { World } from './world.ts';

test('a world leaves nothing when it is removed', () => {
  const world = new World();
  const base = dirname(world.newHome());
  expect(existsSync(base)).toBe(true);
  world.remove();
  expect(existsSync(base)).toBe(false);
});

test('a process that ends in the middle of a check takes its worlds with it', () => {
  const source = fileURLToPath(new URL('./world.ts', import.meta.url));
  const program = `import(${JSON.stringify(source)}).then(({ World }) => {
    console.log(new World().newHome());
    process.exit(130);
  });`;
  const { stdout, exitCode } = execaSync({ reject: false })`${process.execPath} -e ${program}`;
  const base = dirname(stdout);
  expect(exitCode).toBe(130);
  expect(base).toContain('storeproof-world-');
  expect(existsSync(base)).toBe(false);
  rmSync(base, { recursive: true, force: true });
});
