import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Homes } from './homes.ts';

test('a trial works on links of its own: what it writes through them is not in the next one', async () => {
  const homes = new Homes();
  onTestFinished(() => homes.remove());
  const dataset = { profile: 'small', size: 1, seed: 1 };
  const filled = homes.filled('linked', dataset);
  mkdirSync(filled);
  writeFileSync(join(filled, 'first'), 'filled');
  symlinkSync('first', join(filled, 'current'));
  await homes.onCopy('linked', dataset, async (home) => {
    expect(realpathSync(join(home, 'current'))).toBe(realpathSync(join(home, 'first')));
    writeFileSync(join(home, 'current'), 'changed');
  });
  expect(readFileSync(join(filled, 'first'), 'utf8')).toBe('filled');
});

test('what an ending process leaves of its homes is removed, once', () => {
  const before = process.listeners('exit');
  const homes = new Homes();
  const [atExit] = process.listeners('exit').filter((listener) => !before.includes(listener));
  atExit?.(0);
  expect(existsSync(dirname(homes.folder))).toBe(false);
  homes.remove();
  expect(process.listeners('exit')).toEqual(before);
});
