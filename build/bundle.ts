// Makes `dist`: the tools, the programs that they start as children, and what they share, as a few files of JavaScript.
// Loading some 590 sources one by one costs a second of processor time and more, loading what a verb needs from here a
// twentieth of it (docs/adr has the measurements). Packages that only some verbs need stay outside, and are loaded when
// they are used.

import { existsSync, globSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'rolldown';
import { BUILT_FROM, isBuildCurrent, sourcesState } from '../bin/sources.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');

/** The oldest Node that a published package runs on. */
const TARGET = 'node22.15';

/** Small, and on the way of nearly every verb; all other packages stay outside. */
const PACKAGES_INSIDE = /^(commander|zod)($|\/)/;

/** Started or loaded by path; everything else is reached from here. */
const ENTRIES: readonly string[] = [
  'cli/storeproof',
  'cli/ait42-migrate',
  'cli/report-thread',
  'subjects/index',
  'subjects/serve-process',
  'bench/trial/trial-child',
  'bench/fresh/fresh-child',
  'compare/player/player-child',
  'sessions/definition',
  'definition/serve-process',
  'load/load-child',
  'load/faults/fault-child',
  'props/crash/crash-child',
  'sessions/known-bugs/variants-definition',
  'props/faults/fault-child',
  'props/faults/planted-definition',
  // By itself, so that it is evaluated before any other part.
  'library/node-floor',
  'library/storeproof',
  'library/definition',
  'library/fast-check',
  'library/sessions',
  'library/migrate',
];

const PEERS = join(ROOT, 'sessions', 'peers');

/**
 * What a process that times a store loads, in few files: each costs it a fifth of a millisecond. With a module come those that
 * it imports, but for those of a group before it.
 */
const TOGETHER: { name: string; test: RegExp; priority: number }[] = [
  { name: 'core', test: /[\\/]contract[\\/](errors|json-text|package-root)\.ts$/, priority: 3 },
  {
    name: 'definition',
    test: /[\\/]definition[\\/](bench|definition|section|source|subjects)\.ts$/,
    priority: 2,
  },
  { name: 'stores', test: /[\\/]sessions[\\/]definition\.ts$/, priority: 1 },
];

/** A run that was started from the build before still finds the files that it loads late. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** A package gets nothing of earlier builds. */
const isForced = process.argv.includes('--force');

async function makeBundle(): Promise<void> {
  // Taken before the sources are read: what is changed meanwhile makes the build out of date.
  const state = sourcesState(ROOT);
  rmSync(isForced ? DIST : join(ROOT, BUILT_FROM), { recursive: true, force: true });
  const { output } = await build({
    cwd: ROOT,
    input: Object.fromEntries([...ENTRIES, ...peerAdapters()].map((entry) => [entry, `${entry}.ts`])),
    platform: 'node',
    external: (id) => !/^[./\\]|^[A-Za-z]:/.test(id) && !PACKAGES_INSIDE.test(id),
    plugins: [packagesOfPeers],
    transform: { target: TARGET },
    logLevel: 'warn',
    output: {
      dir: DIST,
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'shared/[name]-[hash].js',
      codeSplitting: { groups: TOGETHER },
    },
  });
  removeOld(new Set(output.map(({ fileName }) => fileName)));
  writeFileSync(join(ROOT, BUILT_FROM), state);
}

/** Adapters of the peers, once their packages are there: loaded by name, each when it is opened. */
function peerAdapters(): string[] {
  if (!existsSync(join(PEERS, 'node_modules'))) return [];
  return globSync('sessions/peers/adapters/*.ts', { cwd: ROOT }).map((file) =>
    file.replaceAll('\\', '/').replace(/\.ts$/, ''),
  );
}

/** Packages of the peers lie below their own folder, where Node would not look for them from `dist`. */
const packagesOfPeers: Plugin = {
  name: 'packages-of-peers',
  resolveId: {
    order: 'pre',
    async handler(source, importer) {
      if (importer?.startsWith(PEERS) !== true || /^([./\\]|node:|better-sqlite3$)/.test(source)) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found?.id.startsWith(PEERS) === true ? { id: found.id, external: 'absolute' } : found;
    },
  },
};

function removeOld(fresh: ReadonlySet<string>): void {
  for (const file of globSync('**/*.{js,map}', { cwd: DIST })) {
    const path = join(DIST, file);
    const isOld = Date.now() - statSync(path).mtimeMs > KEPT_MS;
    if (isOld && !fresh.has(file.replaceAll('\\', '/'))) rmSync(path, { force: true });
  }
}

if (isForced || !isBuildCurrent(ROOT)) await makeBundle();
