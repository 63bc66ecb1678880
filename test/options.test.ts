// No option is accepted and then ignored: with it a command line ends otherwise than without it (text, exit code, files),
// or it is refused. Every option of every verb of ait42-migrate is in the table; options-storeproof.test.ts has the others.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AIT42_MIGRATE, main } from '../cli/ait42-migrate.ts';
import { main as storeproofMain } from '../cli/storeproof.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { sharedFolder, temporaryFolder, treeDigest } from './run-tool.ts';
import { optionsOf } from './tool-options.ts';

const shown: string[] = [];

beforeEach(() => {
  process.stdout.setMaxListeners(0);
  process.stderr.setMaxListeners(0);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => shown.push(String(text)) > 0);
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Whatever differs from run to run: times, and names and durations made of them. */
const TIMES =
  /\d{8}[T-]\d{6}\d*Z?|\d+(\.\d+)? (m?s|µs|min)\b|\d{4}-\d\d-\d\dT[\d:.]+Z|ait42-migrate-\w{6}|, [\d,.]+\/s|\d+ MB free|\d+ sessions\/s/g;

async function outcome(run: typeof main, words: readonly string[], folder: string): Promise<string> {
  shown.length = 0;
  const exitCode = await run(words);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted().join('\n');
  return `${exitCode}\n${names}\n${shown.join('')}`.replaceAll(folder, '').replaceAll(TIMES, '');
}

const root = sharedFolder();
const original = join(root, 'home');
/** A workspace whose file changed since its import, one that is not imported yet, and a file that the app cannot read. */
let changed = '';
let aside = '';

beforeAll(async () => {
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => shown.push(String(text)) > 0);
  const files = writeLegacyHome(original, { seed: 5, sessions: 20 });
  await main(['migrate', '--home', original, '--yes', '--quiet']);
  shown.length = 0;
  await main(['aside', 'list', '--home', original, '--json']);
  aside = JSON.parse(shown.join('')).result.entries[0].file;
  const readable = files.filter(({ isReadable, file }) => isReadable && /[0-9a-f]{16}\.json$/.test(file));
  const [first] = readable.filter(({ what }) => what.includes('debates'));
  const path = join(original, first?.file ?? '');
  changed = /([0-9a-f]{16})\.json$/.exec(path)?.[1] ?? '';
  const sessions = readFileSync(path, 'utf8');
  writeFileSync(path, sessions.replace('"task": "', '"task": "changed '));
  write.mockRestore();
  vi.restoreAllMocks();
});

interface Case {
  /** Besides the verb; `%` words are filled in. */
  readonly base?: string;
  readonly option?: string;
  /** Command lines that bring the home into the state that the option is for. */
  readonly before?: readonly string[];
  readonly prepare?: (home: string) => void;
}

const WAIVE = '--waive comparisons no-asides backup certificate';
const TO_DUAL = ['reconcile --all --from json --yes', 'phase set dual --yes'];
const TO_SQLITE = [...TO_DUAL, `phase set sqlite+json --yes ${WAIVE}`, `phase set sqlite --yes ${WAIVE}`];
const damageDatabase = (home: string): void => {
  const path = join(home, '.ait42', 'sessions.db');
  const bytes = readFileSync(path);
  bytes.fill(0x41, 8192, 12_288);
  writeFileSync(path, bytes);
};
/** More than are named unasked. */
const addUnreadable = (home: string): void => {
  for (let at = 10; at < 30; at++)
    writeFileSync(join(home, '.ait42', 'sessions', `bbbbbbbbbbbbbb${at}.json`), 'no sessions');
};
const removeChanged = (home: string): void =>
  rmSync(join(home, '.ait42', 'sessions', `${changed}.json`), { force: true });

const NOWHERE = '/no/such/workspace';
const CHOICE = { '--workspace': { option: NOWHERE }, '--hash': { option: '%changed' } };
const ALL = { '--all': { base: '--hash %changed' } };

const CASES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  doctor: { '--convert': {} },
  scan: {},
  migrate: {
    ...{
      '--workspace': { base: '--dry-run', option: NOWHERE },
      '--hash': { base: '--dry-run', option: '%changed' },
    },
    ...{ '--all': { base: '--dry-run --hash %changed' }, '--dry-run': {}, '--rehearse': {}, '--yes': {} },
    ...{ '--salvage': { base: '--dry-run' }, '--replace': { base: '--dry-run' } },
    '--full': { base: '--dry-run', prepare: addUnreadable },
    // How many sessions are stored at a time is no difference in the end; where nothing is stored it is refused.
    ...{
      '--batch': { base: '--dry-run', option: '7' },
      '--backup-dir': { base: '--yes --replace', option: '%out' },
    },
  },
  verify: { '--deep': {} },
  status: { '--watch': { base: '--quiet' } },
  phase: {
    '--waive': { base: '--explain', option: 'no-missing-files', prepare: removeChanged },
    '--comparisons-min': { option: '5' },
    '--mismatch-rate-max': { option: '0.5' },
    '--explain': {},
  },
  'phase set': {
    '--waive': { base: 'dual --yes', option: 'no-missing-files', prepare: removeChanged },
    '--comparisons-min': { base: 'dual --yes', option: '5' },
    '--mismatch-rate-max': { base: 'dual --yes', option: '0.5' },
    '--yes': { base: 'dual' },
  },
  rollback: {
    '--to': { option: 'dual', before: TO_DUAL },
    '--from-files': {},
    '--yes': { before: TO_DUAL },
  },
  diff: { ...CHOICE, ...ALL },
  check: {},
  repair: { '--dry-run': { prepare: damageDatabase }, '--yes': { prepare: damageDatabase } },
  'certificate show': { '--file': { option: '%out' } },
  'certificate check': { '--file': { option: '%out' } },
  backup: { '--out': { option: '%out' } },
  restore: {
    '--from': { option: '%home/.ait42/sessions.db' },
    '--yes': { base: '--from %home/../b.db', before: ['backup --out %home/../b.db'] },
  },
  'restore-json': { '--out': { option: '%out' } },
  'restore-originals': { '--out': { option: '%out' }, '--sha256': { base: '--out %out', option: 'abc' } },
  'restore-from-json': { ...CHOICE, ...ALL, '--dry-run': { base: '--all' }, '--yes': { base: '--all' } },
  'aside list': {},
  'aside show': { '--at': { base: '%aside', option: '999999' }, '--show': { base: '%aside' } },
  'aside retry': { '--all': {} },
  'aside export': {
    '--out': { base: '%aside', option: '%out/a' },
    '--at': { base: '%aside --out %out/a', option: '999999' },
  },
  find: { '--show': { base: 'a' } },
  search: {
    ...withWords(CHOICE, 'a*'),
    '--all': { base: 'a* --hash %changed' },
    '--limit': { base: 'a*', option: '1' },
  },
  stats: { ...CHOICE, ...ALL, '--from': { option: 'json' } },
  export: {
    ...withWords(CHOICE, '--out %out'),
    '--all': { base: '--out %out' },
    '--out': { base: '--all', option: '%out' },
    '--format': { base: '--all --out %out', option: 'ndjson' },
    '--database': { base: '--all --out %out', option: '%out/none.db' },
  },
  reconcile: {
    ...CHOICE,
    ...ALL,
    '--from': { base: '--all', option: 'json' },
    '--dry-run': { base: '--all --from json' },
    '--yes': { base: '--all --from json' },
  },
  archive: { '--dry-run': { before: TO_SQLITE }, '--yes': { before: TO_SQLITE } },
  unarchive: {},
  erase: {
    '--workspace': { option: NOWHERE },
    '--hash': { option: '%changed' },
    '--dry-run': { base: '--hash %changed' },
    '--yes': { base: '--hash %changed' },
  },
};

function withWords(cases: Readonly<Record<string, Case>>, base: string): Record<string, Case> {
  return Object.fromEntries(Object.entries(cases).map(([name, each]) => [name, { ...each, base }]));
}

const rows = Object.entries(CASES).flatMap(([verb, cases]) =>
  Object.entries(cases).map(([name, each]) => ({ verb, name, ...each })),
);

const wordsOf = (text: string, folder: string): string[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) =>
      word
        .replace('%changed', changed)
        .replace('%aside', aside)
        .replace('%home', join(folder, 'home'))
        .replace('%out', join(folder, 'out')),
    );

const foldersAfter = new Map<string, string>();

/** A folder with a home on which the lines have been run, to be copied: made once for all cases that begin with it. */
async function folderAfter(lines: readonly string[]): Promise<string> {
  const known = foldersAfter.get(lines.join('\n'));
  if (known !== undefined) return known;
  const folder = join(root, `after-${foldersAfter.size}`);
  const home = join(folder, 'home');
  cpSync(original, home, { recursive: true, preserveTimestamps: true });
  for (const line of lines) {
    shown.length = 0;
    const exitCode = await main([...wordsOf(line, folder), '--home', home]);
    expect(exitCode, `${line}: ${shown.join('')}`).toBeLessThanOrEqual(6);
  }
  foldersAfter.set(lines.join('\n'), folder);
  return folder;
}

test.each(rows)('$verb $name has an effect, or is refused', async ({ verb, name, base = '', ...given }) => {
  const results: string[] = [];
  // Twice without it, for one option of each verb: else a difference would say nothing.
  const isControlled = Object.keys(CASES[verb] ?? {})[0] === name;
  for (const isGiven of isControlled ? [false, false, true] : [false, true]) {
    const folder = temporaryFolder();
    const home = join(folder, 'home');
    cpSync(await folderAfter(given.before ?? []), folder, { recursive: true, preserveTimestamps: true });
    given.prepare?.(home);
    const words = (text: string): string[] => wordsOf(text, folder);
    const option = isGiven ? [name, ...words(given.option ?? '')] : [];
    results.push(await outcome(main, [...words(verb), ...words(base), '--home', home, ...option], folder));
  }
  if (isControlled) expect(results[1]).toBe(results[0]);
  expect(results.at(-1)).not.toBe(results[0]);
});

const EVERYWHERE = ['--home', '--json', '--quiet'];
/** Groups that do nothing by themselves. */
const GROUPS = ['certificate', 'aside'];

test('every option is in the table', async () => {
  const all = [...(await optionsOf(AIT42_MIGRATE, EVERYWHERE))].filter(([verb]) => !GROUPS.includes(verb));
  expect(Object.fromEntries(all.map(([verb, names]) => [verb, names.toSorted()]))).toEqual(
    Object.fromEntries(Object.entries(CASES).map(([verb, cases]) => [verb, Object.keys(cases).toSorted()])),
  );
});

test.each(Object.keys(CASES))('%s uses the home that is named, and touches no other', async (verb) => {
  const other = temporaryFolder();
  const before = treeDigest(other);
  vi.stubEnv('AIT42_HOME', other);
  const words =
    { 'phase set': ['dual'], find: ['a'], search: ['a'], restore: ['--from', '/none'] }[verb] ?? [];
  await outcome(main, [...verb.split(' '), ...words, '--home', join(root, 'absent')], root);
  expect(shown.join('')).not.toContain(other);
  expect(treeDigest(other)).toBe(before);
});

test.each([
  'phase --home A set dual --yes',
  'phase --explain set dual --yes',
  'phase --waive backup -- set',
  'phase --comparisons-min 5 set dual',
  '--version verify',
  'verify --home A --home B',
  'export --all --out A --out B',
  'stats --from json --from sqlite',
  'verify --home --json',
  'migrate --dry-run --yes',
  'migrate --dry-run --rehearse',
  'migrate --rehearse --yes',
  'erase --hash 0123456789abcdef --dry-run --yes',
  'certificate show --home A --file B',
  'reconcile --all --yes',
  'status --watch --quiet',
  'status --watch --json',
  'verify extra',
])('refused as it stands: ait42-migrate %s', async (line) => {
  vi.stubEnv('AIT42_HOME', root);
  const before = treeDigest(root);
  expect(await main(line.split(' ')), shown.join('')).toBe(2);
  expect(treeDigest(root)).toBe(before);
});

test.each([
  '--version verify',
  'verify --left memory --left json',
  'verify --operations 5 --operations 6',
  'gate --targets A --targets B',
  'report --out A --out B',
  'report --out --format',
  'bench --sizes 1 --sizes 2',
  'load --duration 1 --duration 2',
  'proof --home A --home B',
  'serve memory extra',
])('refused as it stands: storeproof %s', async (line) => {
  expect(await storeproofMain(line.split(' ')), shown.join('')).toBe(2);
});
