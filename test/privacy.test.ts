// No text of a session leaves the machine by accident: not in what any verb prints, with every detail that debugging
// adds, not in the files beside the sessions, events or errors. Verbs that are there to show content are listed.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import { CANARY, CANARY_WORKSPACE, writeCanaryHome } from './canary-home.ts';
import { migrateHere, temporaryFolder } from './run-tool.ts';
import { verbsIn } from './tool-options.ts';

const FILE = `.ait42/sessions/${workspaceHash(CANARY_WORKSPACE)}.json`;
const DAMAGED = '1'.repeat(16);

/** What these print is content, because the user asked for it. */
const SHOWS_CONTENT = ['search words', 'find s-1 --show', `aside show ${DAMAGED} --show`, 'stats --all'];

/** One command per line, in an order in which each has something to say; `OUT` is a fresh directory, `HOME` the home. */
const SOUND_HOME = `
  doctor
  scan
  find s-1
  migrate --dry-run
  migrate --rehearse
  migrate --yes
  migrate --yes
  verify
  verify --deep
  status
  phase
  phase --explain
  diff
  check
  certificate show
  certificate check
  backup
  find s-2
  stats --all
  aside list
  aside show ${DAMAGED}
  aside retry ${DAMAGED}
  aside export ${DAMAGED} --out OUT/aside
  migrate --salvage --yes
  aside list
  export --all --out OUT
  restore-json --out OUT
  restore-originals --out OUT
  reconcile --all --dry-run
  restore-from-json --workspace ${CANARY_WORKSPACE} --dry-run
  repair --dry-run
  archive --dry-run
  unarchive
  erase --workspace ${CANARY_WORKSPACE} --dry-run
  phase set dual --yes
  rollback --yes
  restore --yes --from HOME/.ait42/sessions.db
`;

const CHANGED_HOME = `
  verify
  verify --deep
  diff
  certificate check
  migrate --yes
  reconcile --from json --all --yes
  migrate --yes --replace
`;

const DAMAGED_DATABASE = `
  check
  verify
  doctor
  diff
  certificate check
  repair --dry-run
`;

vi.stubEnv('STOREPROOF_DEBUG', '1');

const commandsOf = (lines: string): string[] =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Whatever the command prints, in both forms, with all that debugging adds. */
async function printed(home: string, line: string): Promise<string> {
  const words = line
    .split(' ')
    .map((word) =>
      word.startsWith('OUT') ? word.replace('OUT', temporaryFolder()) : word.replace('HOME', home),
    );
  const { stdout, stderr, exitCode } = await migrateHere([...words, '--home', home]);
  // A verb that is not understood would prove nothing; and a bug may not hide behind clean hands.
  expect([0, 3, 4, 6, 8, 10, 11], `${line}: ${stderr}`).toContain(exitCode);
  return `${stdout}\n${stderr}`;
}

async function expectQuiet(home: string, lines: readonly string[]): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const text = await printed(home, index % 2 === 0 ? line : `${line} --json`);
    if (!SHOWS_CONTENT.includes(line)) expect(canariesIn(text), line).toEqual([]);
  }
}

const canariesIn = (text: string): string[] => text.match(new RegExp(`.{0,40}${CANARY}.{0,20}`, 'gi')) ?? [];

/** Files that hold sessions because that is what they are for. */
const HOLDS_SESSIONS = /sessions|archive\/originals\/|backups\/|damaged|\.db/;

function expectQuietFiles(home: string): void {
  const root = join(home, '.ait42');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(join(root, name)).isFile() && !HOLDS_SESSIONS.test(name));
  expect(files).toContain('archive/manifest.json');
  expect(files).toContain('migration/certificate.json');
  for (const name of files) expect(canariesIn(readFileSync(join(root, name), 'latin1')), name).toEqual([]);
}

test('every verb has a case here, or shows content by its purpose', async () => {
  const { stdout } = await migrateHere(['--help']);
  const verbs = verbsIn(stdout);
  const covered = [...commandsOf(SOUND_HOME), ...SHOWS_CONTENT].map((line) => line.split(' ')[0]);
  expect(verbs.length).toBeGreaterThan(20);
  expect(verbs.filter((verb) => !covered.includes(verb) && verb !== 'help')).toEqual([]);
});

test('no verb prints a text of a session, and no file beside the sessions holds one', async () => {
  const home = temporaryFolder();
  writeCanaryHome(home);
  await expectQuiet(home, commandsOf(SOUND_HOME));
  expectQuietFiles(home);
});

test('differences are named without a text of a session', async () => {
  const home = temporaryFolder();
  writeCanaryHome(home);
  await printed(home, 'migrate --yes');
  const path = join(home, FILE);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('canary-task', 'canary-other').replace('"s-2"', '"s-3"'),
  );
  await expectQuiet(home, commandsOf(CHANGED_HOME));
  expectQuietFiles(home);
});

test('a damaged database is told without a text of a session', async () => {
  const home = temporaryFolder();
  writeCanaryHome(home);
  await printed(home, 'migrate --yes');
  const path = join(home, '.ait42', 'sessions.db');
  const bytes = readFileSync(path);
  const at = bytes.indexOf('canary-content');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expectQuiet(home, commandsOf(DAMAGED_DATABASE));
});
