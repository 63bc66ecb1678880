import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { memoryFolder } from './memory-folder.ts';
import { World } from './world.ts';

test('a world leaves nothing when it is removed', async () => {
  const world = new World();
  const base = dirname(world.newHome());
  expect(existsSync(base)).toBe(true);
  await world.remove();
  expect(existsSync(base)).toBe(false);
});

/** Whether the world stands when the process has ended in the middle of a check. */
function isLeft(world: string): boolean {
  const source = fileURLToPath(new URL('./world.ts', import.meta.url));
  const program = `import(${JSON.stringify(source)}).then(({ World }) => {
    console.log(${world}.newHome());
    process.exit(130);
  });`;
  const { stdout, exitCode } = execaSync({ reject: false })`${process.execPath} -e ${program}`;
  const base = dirname(stdout);
  expect(exitCode).toBe(130);
  expect(base).toContain('storeproof-world-');
  const is = existsSync(base);
  rmSync(base, { recursive: true, force: true });
  return is;
}

test.runIf(memoryFolder() !== undefined)('a process that ends takes with it what it has in memory', () => {
  expect(isLeft('World.of([])')).toBe(false);
});

test('a process that ends does not wait until what it has on a disk is removed', () => {
  expect(isLeft('new World()')).toBe(true);
});
