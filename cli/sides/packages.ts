// The packages of a checkout. Where its lock file is that of the current checkout, those that are installed here are its
// packages as well: links to them take milliseconds. Where something is built they are copies, for what is built may write
// into them, and the user's are not touched. Links of npm itself, to folders of the same repository, are made again, so
// that they lead into the checkout. Otherwise `npm ci`, which also runs the `prepare` script of the project.

import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import { StoreError } from '../../contract/errors.ts';
import { howEnded, withLastWords } from '../../definition/child.ts';
import { gitText } from '../git.ts';

export interface Preparing {
  readonly signal: AbortSignal;
  /** Told what takes a while. */
  readonly begin: (what: string) => void;
}

interface Checkout {
  readonly checkout: string;
  /** The one that packages are taken from. */
  readonly here: string;
  /** Of both, the one that is compared. */
  readonly folder: string;
  readonly isBuilt: boolean;
}

/** Of the folder that is compared and those above it, whose packages it sees, and of the other packages of the repository. E_SIDE, E_ABORTED. */
export async function addPackages(
  { checkout, here, folder, isBuilt }: Checkout,
  preparing: Preparing,
): Promise<void> {
  // From the top: npm there installs for the folders below as well.
  const seen = upwards(folder).reverse();
  const others = (await packageFolders(checkout)).filter((part) => !seen.includes(part));
  for (const part of [...seen, ...others]) {
    const [there, own] = [join(checkout, part), join(here, part)];
    if (!existsSync(join(there, 'package.json')) || existsSync(join(there, MODULES))) continue;
    if (existsSync(join(own, MODULES)) && isSameLock(part, checkout, here)) {
      if (isBuilt) preparing.begin('copying packages');
      const from = { checkout, here, isCopy: isBuilt, signal: preparing.signal };
      await takeAll(join(own, MODULES), join(there, MODULES), from);
    } else if (seen.includes(part) && NPM_LOCKS.some((name) => existsSync(join(there, name)))) {
      const words = ['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
      await run(words, there, preparing);
    }
  }
}

/** Where packages of the repository are, such as workspaces. */
const packageFolders = async (checkout: string): Promise<string[]> =>
  ((await gitText(checkout, ['ls-files', '-z', '--', '*/package.json'])) ?? '')
    .split('\0')
    .filter((file) => file !== '')
    .map((file) => dirname(file));

/** Of "a/b": "a/b", "a" and "". */
const upwards = (folder: string): string[] => {
  const parts = folder.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, at) => parts.slice(0, parts.length - at).join('/'));
};

const MODULES = 'node_modules';
const NPM_LOCKS = ['package-lock.json', 'npm-shrinkwrap.json'];
const LOCKS = [...NPM_LOCKS, 'pnpm-lock.yaml', 'yarn.lock'];

/**
 * The nearest lock above is that of a workspace. Without one in the checkout, for not every project keeps one in git, what
 * is asked for has to be the same.
 */
function isSameLock(part: string, checkout: string, here: string): boolean {
  const isSame = (file: string): boolean => textOf(join(checkout, file)) === textOf(join(here, file));
  const place = upwards(part).find((at) => LOCKS.some((name) => existsSync(join(checkout, at, name))));
  const locks = LOCKS.map((name) => join(place ?? '', name)).filter((file) =>
    existsSync(join(checkout, file)),
  );
  return locks.every(isSame) && (place === part || isSameAsked(part, checkout, here));
}

const isSameAsked = (part: string, ...tops: readonly string[]): boolean =>
  new Set(tops.map((top) => asked(textOf(join(top, part, 'package.json')) ?? ''))).size === 1;

/** The rest of the file, such as scripts, changes nothing of what is installed. */
function asked(text: string): string {
  try {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies, overrides } =
      JSON.parse(text);
    return JSON.stringify([dependencies, devDependencies, optionalDependencies, peerDependencies, overrides]);
  } catch {
    return text;
  }
}

const textOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

/** Folders that hold links or scopes, rather than a package. */
const isOfMany = (name: string): boolean => name.startsWith('@') || name === '.bin';

interface From {
  readonly here: string;
  readonly checkout: string;
  readonly isCopy: boolean;
  readonly signal: AbortSignal;
}

async function takeAll(from: string, to: string, how: From): Promise<void> {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stats = lstatSync(source);
    how.signal.throwIfAborted();
    if (name === '.cache') continue;
    if (stats.isSymbolicLink()) symlinkSync(leadsTo(source, how), target, 'junction');
    else if (!stats.isDirectory()) copyFileSync(source, target, constants.COPYFILE_FICLONE);
    else if (isOfMany(name)) await takeAll(source, target, how);
    else if (how.isCopy) await cp(source, target, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(source, target, 'junction');
  }
}

/** A link into the repository leads into the checkout, also one that is absolute. Others lead to the same place from everywhere. */
function leadsTo(link: string, { here, checkout }: From): string {
  const target = resolve(dirname(link), readlinkSync(link));
  const inside = [target, ...(existsSync(target) ? [realpathSync(target)] : [])]
    .map((place) => relative(here, place))
    .find((place) => !place.startsWith('..') && !isAbsolute(place));
  return inside === undefined ? target : join(checkout, inside);
}

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
