import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { Checkouts } from './checkouts.ts';
import { placeHere, placeOf, type ReadySide, readySide, requireTwo, whereWeAre } from './side.ts';

const { freshFolder } = useFolder('sides');
const made: Checkouts[] = [];
afterEach(() => {
  for (const checkouts of made.splice(0)) checkouts.remove();
});

const CONFIG = 'storeproof.config.mjs';
const OPERATIONS =
  'operations: { add: { arguments: { generate() {}, map() {} }, writes: true } }, content: () => null';
const definitionOf = (name: string): string =>
  `export default { name: '${name}', subjects: { one: { open: () => ({}) } }, ${OPERATIONS} };\n`;

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const git = (root: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...words], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** A repository whose `main` has these files. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(freshFolder());
  write(root, files);
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root);
  return root;
}

function commit(root: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '--quiet', '-m', 'x');
}

interface Choice {
  readonly config?: string | undefined;
  readonly fallback?: string;
  readonly build?: string;
}

async function sideOf(
  given: string | undefined,
  folder: string,
  { config = CONFIG, fallback, build }: Choice = {},
) {
  const here = await whereWeAre(config === '' ? undefined : config, folder);
  const checkouts = new Checkouts();
  made.push(checkouts);
  const told: string[] = [];
  const side = await readySide(
    'base',
    given === undefined ? placeHere(here) : await placeOf(given, here),
    here,
    {
      checkouts,
      buildCommand: build,
      fallback: fallback ?? null,
      signal: new AbortController().signal,
      begin: (what) => told.push(what),
    },
  );
  return { side, checkouts, told };
}

const nameOf = async ({ source }: ReadySide): Promise<string> => (await import(source)).default.name;

test('a revision is a checkout of its own, the folder here is taken as it stands, and both are said', async () => {
  const root = repository({ [CONFIG]: definitionOf('before') });
  write(root, { [CONFIG]: definitionOf('after') });
  const { side, checkouts } = await sideOf('main', root);
  expect(await nameOf(side)).toBe('before');
  expect(side.title).toMatch(/^main \([0-9a-f]{12}\)$/);
  const head = (await sideOf(undefined, root)).side;
  expect(await nameOf(head)).toBe('after');
  expect(head.title).toMatch(/^this folder \([0-9a-f]{12} with uncommitted changes\)$/);
  requireTwo(side, head, false);
  expect(git(root, 'worktree', 'list').trim().split('\n')).toHaveLength(2);
  checkouts.remove();
  expect(git(root, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(existsSync(side.directory)).toBe(false);
  expect(git(root, 'status', '--porcelain')).toBe(` M ${CONFIG}\n`);
});

test('a checkout is removed before git forgets it, also inside a hook, for git may follow the links in it', async () => {
  const root = repository({ [CONFIG]: definitionOf('one') });
  const { side, checkouts } = await sideOf('main', root);
  const bin = freshFolder();
  const log = join(bin, 'log');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\ntest -e '${side.directory}' && echo there >> '${log}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  vi.stubEnv('GIT_DIR', join(bin, 'of-another'));
  checkouts.remove();
  vi.unstubAllEnvs();
  expect(existsSync(log)).toBe(false);
  expect(existsSync(join(root, '.git', 'worktrees'))).toBe(false);
});

test('worktrees of others are left alone, also those whose folder is away', async () => {
  const root = repository({ [CONFIG]: definitionOf('one') });
  const other = join(freshFolder(), 'other');
  git(root, 'worktree', 'add', '--quiet', '--detach', other, 'main');
  execFileSync('mv', [other, `${other}-away`]);
  (await sideOf('main', root)).checkouts.remove();
  expect(readdirSync(join(root, '.git', 'worktrees'))).toEqual(['other']);
});

test('below the top of a repository, the same folder of the checkout is the side', async () => {
  const root = repository({ [`apps/a/${CONFIG}`]: definitionOf('a') });
  const { side } = await sideOf('main', join(root, 'apps', 'a'));
  expect(side.directory).toMatch(/base.apps.a$/);
  expect(await nameOf(side)).toBe('a');
});

test('packages of the same lock file are linked, those of npm itself lead into the checkout, and others are installed', async () => {
  const lock = { 'package.json': '{"name":"p","version":"1.0.0"}', 'package-lock.json': '{' };
  const root = repository({
    [CONFIG]: definitionOf('p'),
    ...lock,
    '.gitignore': 'node_modules',
    'lib/index.js': '',
  });
  write(root, { 'node_modules/plain/index.js': 'here', 'node_modules/@scope/inner/index.js': '' });
  symlinkSync('../lib', join(root, 'node_modules', 'lib'));
  const elsewhere = freshFolder();
  symlinkSync(relative(join(root, 'node_modules'), elsewhere), join(root, 'node_modules', 'other'));
  const absolute = join(root, 'node_modules', '@scope', 'lib');
  symlinkSync(join(root, 'lib'), absolute);
  const { side } = await sideOf('main', root);
  const modules = join(side.directory, 'node_modules');
  expect(realpathSync(join(modules, 'plain'))).toBe(join(root, 'node_modules', 'plain'));
  expect(realpathSync(join(modules, '@scope', 'inner'))).toBe(join(root, 'node_modules', '@scope', 'inner'));
  expect(realpathSync(join(modules, 'lib'))).toBe(join(realpathSync(side.directory), 'lib'));
  expect(realpathSync(join(modules, 'other'))).toBe(realpathSync(elsewhere));
  expect(realpathSync(join(modules, '@scope', 'lib'))).toBe(join(realpathSync(side.directory), 'lib'));
  write(root, { 'package-lock.json': '{}' });
  await expect(sideOf('main', root)).rejects.toMatchObject({
    code: 'E_SIDE',
    message: expect.stringMatching(
      /"npm ci .*" failed in .*base: exit code 1; code EUSAGE; .*Nothing was measured\./,
    ),
  });
});

test('what is built writes into packages of its own, and those of the user stay as they are', async () => {
  const files = { 'package.json': '{}', 'package-lock.json': '{', '.gitignore': 'node_modules' };
  const root = repository({ [CONFIG]: definitionOf('p'), ...files });
  const client = 'node_modules/@scope/client/index.js';
  write(root, { [client]: 'here', 'node_modules/plain/index.js': 'here' });
  const command = `echo built > ${client}`;
  const { side, told } = await sideOf('main', root, { build: command });
  expect(readFileSync(join(side.directory, client), 'utf8')).toBe('built\n');
  expect(readFileSync(join(root, client), 'utf8')).toBe('here');
  expect(told).toEqual(['checking out main', 'copying packages', command]);
});

test('packages of a workspace are those of the lock above it, and those of other workspaces are there as well', async () => {
  const root = repository({
    ...{ 'package.json': '{}', 'package-lock.json': '{', '.gitignore': 'node_modules' },
    ...{ [`apps/a/${CONFIG}`]: definitionOf('a'), 'apps/a/package.json': '{}', 'lib/package.json': '{}' },
  });
  for (const part of ['', 'apps/a/', 'lib/']) write(root, { [`${part}node_modules/dep/index.js`]: '' });
  const linked = async () => {
    const { directory } = (await sideOf('main', join(root, 'apps', 'a'))).side;
    return ['', '../../lib'].map((part) => existsSync(join(directory, part, 'node_modules', 'dep')));
  };
  expect(await linked()).toEqual([true, true]);
  write(root, { 'apps/a/package.json': '{"scripts":{}}', 'lib/package.json': '{"dependencies":{}}' });
  expect(await linked()).toEqual([true, false]);
  write(root, { 'package-lock.json': '{}' });
  await expect(linked()).rejects.toMatchObject({ message: expect.stringContaining('npm ci') });
});

test('packages are linked where no lock file is kept in git, as long as the same ones are asked for', async () => {
  const files = {
    [CONFIG]: definitionOf('p'),
    'package.json': '{}',
    '.gitignore': 'node_modules\npackage-lock.json',
  };
  const root = repository(files);
  write(root, { 'node_modules/plain/index.js': '', 'package-lock.json': '{' });
  const { side } = await sideOf('main', root);
  expect(existsSync(join(side.directory, 'node_modules', 'plain'))).toBe(true);
  write(root, { 'package.json': '{"dependencies":{}}' });
  expect(existsSync(join((await sideOf('main', root)).side.directory, 'node_modules'))).toBe(false);
});

test.each([
  [
    'an unknown revision',
    'nothing',
    {},
    'E_NOT_FOUND',
    /"nothing" is neither a folder nor a revision of .* git fetch/,
  ],
  ['an option in its place', '-q', {}, 'E_NOT_FOUND', /neither a folder nor a revision of [^ ]*\. Nothing/],
  [
    'a folder that is a branch as well',
    'both',
    {},
    'E_USAGE',
    /Write \.\/both for the folder, or heads\/both/,
  ],
  [
    'a revision before the definition',
    'old',
    {},
    'E_SIDE',
    /^Base, old \(.*\), has no storeproof\.config\.mjs: it may be older/,
  ],
  ['a definition that does not load', 'broken', {}, 'E_SIDE', /Cannot find .*--build/s],
  [
    'a build that fails',
    'main',
    { build: 'echo no >&2; exit 7' },
    'E_SIDE',
    /exit code 7; its last words: no/,
  ],
  [
    'a definition elsewhere',
    'main',
    { config: '../else.mjs' },
    'E_USAGE',
    /lies outside of what is compared/,
  ],
  ['no definition at all', 'main', { config: '' }, 'E_USAGE', /There is no storeproof\.config/],
] as const)('%s is told', async (_, given, choice, code, message) => {
  await expect(sideOf(given, await messyRepository(), choice)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

let messy: string | undefined;

async function messyRepository(): Promise<string> {
  if (messy !== undefined) return messy;
  messy = repository({ 'both/file': '' });
  git(messy, 'branch', 'old');
  git(messy, 'branch', 'both');
  write(messy, { [CONFIG]: "import 'nowhere-to-be-found';\nexport default {};\n" });
  commit(messy);
  git(messy, 'branch', 'broken');
  write(messy, { [CONFIG]: definitionOf('now') });
  commit(messy);
  return messy;
}

test('outside of a repository only folders can be compared', async () => {
  const folder = realpathSync(freshFolder());
  write(folder, { [CONFIG]: definitionOf('x'), [`other/${CONFIG}`]: definitionOf('y') });
  await expect(sideOf('main', folder)).rejects.toMatchObject({ code: 'E_USAGE' });
  const { side } = await sideOf('other', folder);
  expect([await nameOf(side), side.title]).toEqual(['y', 'other']);
  const here = await sideOf('.', folder);
  expect(() => requireTwo(here.side, here.side, false)).toThrow('nothing to compare');
});

test('a definition is loaded in the folder of its side', async () => {
  const reads = "import { readFileSync } from 'node:fs';\nreadFileSync('schema.sql');\n";
  const root = repository({ [CONFIG]: `${reads}${definitionOf('reads')}`, 'schema.sql': '' });
  const before = process.cwd();
  await expect(sideOf('main', root)).resolves.toMatchObject({
    side: { directory: expect.stringMatching(/base$/) },
  });
  expect(process.cwd()).toBe(before);
});

test('a program needs no definition on its sides', async () => {
  const root = repository({ 'store.py': '' });
  const { side } = await sideOf('main', root, { config: '', fallback: 'file:///own.js' });
  expect(side.source).toBe('file:///own.js');
});
