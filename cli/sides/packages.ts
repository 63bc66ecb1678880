// The packages of a checkout. Where its lock file is that of the current checkout, those that are installed here are its
// packages as well: links to them take milliseconds, copies would take seconds of writing that the first measurements then
// suffer from. Links of npm itself, to folders of the same repository, are made again, so that they lead into the
// checkout. Otherwise `npm ci`, which also runs the `prepare` script of the project.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import { StoreError } from '../../contract/errors.ts';
import { howEnded, withLastWords } from '../../definition/child.ts';

export interface Preparing {
  readonly signal: AbortSignal;
  /** Told what takes a while. */
  readonly begin: (what: string) => void;
}

/** `folder`: of both, the one that is compared, and the ones above it whose packages it sees. E_SIDE, E_ABORTED. */
export async function addPackages(
  checkout: string,
  { here, folder }: { readonly here: string; readonly folder: string },
  preparing: Preparing,
): Promise<void> {
  for (const part of upwards(folder)) {
    const [there, own] = [join(checkout, part), join(here, part)];
    if (!existsSync(join(there, 'package.json')) || existsSync(join(there, MODULES))) continue;
    if (existsSync(join(own, MODULES)) && isSameLock(there, own))
      linkAll(join(own, MODULES), join(there, MODULES), here);
    else if (NPM_LOCKS.some((name) => existsSync(join(there, name)))) {
      await run(
        ['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
        there,
        preparing,
      );
    }
  }
}

/** Of "a/b": "a/b", "a" and "". */
const upwards = (folder: string): string[] => {
  const parts = folder.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, at) => parts.slice(0, parts.length - at).join('/'));
};

const MODULES = 'node_modules';
const NPM_LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];
const LOCKS = [...NPM_LOCKS, 'pnpm-lock.yaml', 'yarn.lock'];

/** Without a lock file in the checkout, for not every project keeps one in git, what is asked for has to be the same. */
function isSameLock(there: string, here: string): boolean {
  const locks = LOCKS.filter((name) => existsSync(join(there, name)));
  return (locks.length > 0 ? locks : ['package.json']).every(
    (name) => textOf(join(there, name)) === textOf(join(here, name)),
  );
}

const textOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

/** Folders that hold links or scopes, rather than a package. */
const isOfMany = (name: string): boolean => name.startsWith('@') || name === '.bin';

/** `here`: the checkout that they are linked from. */
function linkAll(from: string, to: string, here: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = lstatSync(source);
    if (name === '.cache') continue;
    if (stats.isSymbolicLink())
      symlinkSync(isInside(here, source) ? readlinkSync(source) : realpathSync(source), target);
    else if (stats.isDirectory() && isOfMany(name)) linkAll(source, target, here);
    else symlinkSync(source, target, 'junction');
  }
}

/** A link that leads elsewhere has to lead to the same place from everywhere. */
const isInside = (here: string, link: string): boolean =>
  !relative(here, resolve(dirname(link), readlinkSync(link))).startsWith('..');

/** The command is the user's, as a shell takes it. E_SIDE, E_ABORTED. */
export const build = (command: string, folder: string, preparing: Preparing): Promise<void> =>
  run([command], folder, preparing);

const LIMIT_MS = 15 * 60 * 1000;

async function run(
  [file = '', ...args]: readonly string[],
  folder: string,
  { signal, begin }: Preparing,
): Promise<void> {
  const command = [file, ...args].join(' ');
  begin(command);
  const ended = await execa(file, args, {
    cwd: folder,
    shell: args.length === 0,
    stdin: 'ignore',
    stdout: 'ignore',
    reject: false,
    timeout: LIMIT_MS,
    killDescendants: true,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  if (ended.exitCode === 0) return;
  throw new StoreError(
    'E_SIDE',
    `"${command}" failed in ${folder}: ${wordsOf(ended, file)}. Nothing was measured.`,
  );
}

/** npm says first what is wrong, and much behind it. */
function wordsOf(
  ended: Parameters<typeof howEnded>[0] & { readonly stderr?: unknown },
  file: string,
): string {
  if (file !== 'npm') return withLastWords(howEnded(ended), ended);
  const lines = String(ended.stderr ?? '')
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '');
  return [howEnded(ended), ...lines.slice(0, NPM_LINES_MAX)].join('; ');
}

const NPM_LINES_MAX = 4;
