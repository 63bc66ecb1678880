// Which state of the sources lies in a checkout, told cheaply: names, sizes and times of change, not contents. A build
// records the state it was made from, and the launcher runs the build only while the state is still the same, so that
// changed sources are never passed over. Plain JavaScript, as everything that starts a tool.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Beside our sources: how they are put together, and the packages that become a part of them. */
const FILES = ['package.json', 'package-lock.json', 'sessions/peers/node_modules/.package-lock.json'];

/** Wherever they lie: installed packages, what is made, tests and texts. Any other folder may hold sources. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'docs', 'test', 'suite', 'runs', 'published']);

/** Where a build records the state of the sources that it was made from. */
export const BUILT_FROM = join('dist', 'built-from.txt');

/** Changes whenever a source of the tools is changed, added or removed. */
export function sourcesState(root) {
  const seen = { names: '', numbers: [] };
  for (const file of FILES) addFile(seen, root, file);
  addFolder(seen, root, '.');
  return createHash('sha256').update(seen.names).update(new Float64Array(seen.numbers)).digest('hex');
}

/** Whether `dist` was made from the sources as they are now. */
export function isBuildCurrent(root) {
  let recorded;
  try {
    recorded = readFileSync(join(root, BUILT_FROM), 'utf8');
  } catch {
    return false;
  }
  return recorded === sourcesState(root);
}

function addFolder(seen, root, folder) {
  const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && !entry.name.startsWith('.')) addFolder(seen, root, path);
    } else if (isSource(entry.name)) addFile(seen, root, path);
  }
}

const isSource = (name) => name.endsWith('.ts') && !name.endsWith('.test.ts');

/** Numbers stay numbers: writing 1,200 of them as text would take longer than asking for them. */
function addFile(seen, root, path) {
  const stats = statSync(`${root}/${path}`, { throwIfNoEntry: false });
  seen.names += `${path}\n`;
  seen.numbers.push(stats?.size ?? -1, stats?.mtimeMs ?? -1);
}
