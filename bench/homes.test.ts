import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
