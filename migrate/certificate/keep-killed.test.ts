// A process that keeps a certificate, killed at every change that it makes of the file system: at each moment the newest
// certificate is a whole one, the earlier one is there, and doing it again completes it. Enumerated, not sampled.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { VERSIONS } from '../fixtures/migrated-home.ts';
import { MemoryTarget } from '../memory-target.ts';
import { buildCertificate } from './build-certificate.ts';
import { writeCertificate } from './certificate-text.ts';
import { certificateOf, earlierCertificatesOf, keepCertificate } from './keep-certificate.ts';

const { root } = useFolder('keep-killed');
const fixtures = join(import.meta.dirname, '..', 'fixtures');
const KILLER = join(import.meta.dirname, '..', '..', 'test', 'die-at-operation.ts');
const STEPS_MAX = 100;
/** 1 kills at every step; by default every third one, in the time of an ordinary test. */
const STRIDE = amountOf('KILL_STRIDE');

/** Whether the process was killed; it lives when it makes fewer changes. */
function isKilledAt(step: number, home: string, path: string): boolean {
  const words = [join(fixtures, 'keep-certificate-child.ts'), home, path];
  const { signal, status, stderr } = spawnSync(process.execPath, ['--import', KILLER, ...words], {
    env: { ...process.env, KILL_AT: String(step) },
    encoding: 'utf8',
  });
  if (signal === 'SIGKILL') return true;
  expect(status, stderr).toBe(0);
  return false;
}

test('killed at any step, the earlier certificate is kept and the newest is whole', async () => {
  const empty = join(root, 'empty');
  mkdirSync(empty);
  const options = {
    home: empty,
    store: new MemoryTarget(),
    archiveDir: join(root, 'none'),
    versions: VERSIONS,
  };
  const body = await buildCertificate(options);
  const before = writeCertificate({ ...body, createdAt: '2026-01-01T00:00:00.000Z' });
  const after = writeCertificate({ ...body, foreignFiles: 7 });
  const path = join(root, 'after.json');
  writeFileSync(path, after);
  let kills = 0;
  for (let step = 1; step < STEPS_MAX; step += STRIDE) {
    const home = join(root, `home${step}`);
    mkdirSync(join(home, '.ait42', 'migration'), { recursive: true });
    writeFileSync(certificateOf(home), before);
    const isKilled = isKilledAt(step, home, path);
    const newest = readFileSync(certificateOf(home), 'utf8');
    expect([before, after], `killed at step ${step}`).toContain(newest);
    if (newest === after) expect(earlierOf(home), `killed at step ${step}`).toEqual([before]);
    if (!isKilled) break;
    kills++;
    keepCertificate(home, { ...body, foreignFiles: 7 });
    expect(readFileSync(certificateOf(home), 'utf8')).toBe(after);
    expect(earlierOf(home)).toEqual([before]);
  }
  expect(kills).toBeGreaterThan(20 / STRIDE);
  expect(kills).toBeLessThan(STEPS_MAX / STRIDE);
});

/** Without what a killed process was preparing. */
function earlierOf(home: string): string[] {
  const folder = earlierCertificatesOf(home);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
}
