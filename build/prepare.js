// What npm runs after an install in a checkout, and before it packs: makes `dist` where the packages that make it are
// installed. An install without them (--omit=dev) is left as it is: the sources run. Plain JavaScript for any Node.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (existsSync(join(root, 'node_modules', 'rolldown'))) {
  const bundle = ['node', join('build', 'bundle.ts')];
  const { status } = spawnSync(process.execPath, [join(root, 'bin', 'pinned.js'), ...bundle], {
    cwd: root,
    stdio: 'inherit',
  });
  // The tools run from the sources all the same.
  if (status !== 0) process.stderr.write('dist could not be made; the tools run from the sources, slower.\n');
}
