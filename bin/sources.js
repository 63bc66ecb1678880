// Which state of the sources lies in a checkout, told cheaply: names, sizes and times of change, not contents. A build
// records the state it was made from, and the launcher runs the build only while the state is still the same, so that
// changed sources are never passed over. Plain JavaScript, as everything that starts a tool.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made from: our sources, how they are put together, and the packages that become a part of it. */
const FOLDERS = [
  'bench',
  'build',
  'cli',
  'contract',
  'files',
  'impl-json',
  'impl-sqlite',
  'load',
  'migrate',
  'props',
  'reports',
  'subjects',
];
const FILES = ['package.json', 'package-lock.json', 'bench/peers/node_modules/.package-lock.json'];

/** Not sources: installed packages, results, and folders of tests. */
const SKIPPED = new Set(['node_modules', 'runs', 'published', 'suite']);

/** Where a build records the state of the sources that it was made from. */
export const BUILT_FROM = join('dist', 'built-from.txt');

/** Changes whenever a source of the tools is changed, added or removed. */
export function sourcesState(root) {
  const seen = { names: '', numbers: [] };
  for (const file of FILES) addFile(seen, root, file);
  for (const folder of FOLDERS) addFolder(seen, root, folder);
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
  if (!existsSync(`${root}/${folder}`)) return;
  const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) addFolder(seen, root, path);
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
