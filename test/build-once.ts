// Builds the tools before the first test where the sources have changed since: one compilation serves every process that
// a test starts.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isBuildCurrent } from '../bin/sources.js';

const ROOT = join(import.meta.dirname, '..');

export function setup(): void {
  if (isBuildCurrent(ROOT)) return;
  const { status } = spawnSync(process.execPath, [join(ROOT, 'build', 'bundle.ts')], {
    cwd: ROOT,
    env: { ...process.env, NODE_V8_COVERAGE: undefined },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The tools cannot be built; "npm run build" says why.');
}
