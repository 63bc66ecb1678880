// The disk that a home lies on: its kind, its space, who may read what is on it, and who holds a lock.

import { accessSync, constants, existsSync, lstatSync, readdirSync, statfsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { attempt, namesIn } from '../../../files/attempt.ts';
import { readOwner } from '../../../files/file-lock.ts';
import { isKnownDead } from '../../../files/lock-owner.ts';
import { systemCode } from '../../../files/system-error.ts';
import { type Owner, ownerOfHome } from '../../home-owner.ts';
import { gateFile } from '../../live/live-files.ts';
import { type HealthFinding, note, ok, problem, warning } from './health.ts';

/** Names as the system calls them; SQLite's locks and shared memory do not work reliably across machines. */
const NETWORK = new Set(['nfs', 'cifs', 'smb2', '9p', 'fuse']);

export function examineFileSystem(type: string): HealthFinding {
  if (!NETWORK.has(type)) return ok('disk', `file system ${type}`);
  return warning(
    'disk',
    `file system ${type}: locks may not hold between machines, and a database can be damaged by two of them`,
    'Keep .ait42 on a local disk.',
  );
}

/** An original in the archive, the database and its log, each about the size of the files. */
const SPACE_FACTOR = 3;

/** `sourceBytes`: of all session files together. */
export function examineSpace(home: string, sourceBytes: number): HealthFinding {
  const { bavail, bsize } = attempt('look at the space of', home, () => statfsSync(home));
  const [free, needed] = [bavail * bsize, sourceBytes * SPACE_FACTOR];
  const text = `${megabytes(free)} free, an import needs about ${megabytes(needed)}`;
  if (free >= needed) return ok('disk', text);
  return problem('disk', 'check', { text, advice: 'Free some space before you migrate.' });
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** Whether anything can be written at all. `mayAccess` is the system's, but for tests. */
export function examineWriting(home: string, mayAccess: typeof accessSync = accessSync): HealthFinding[] {
  const directory = existsSync(join(home, '.ait42')) ? join(home, '.ait42') : home;
  try {
    mayAccess(directory, constants.W_OK);
    return [];
  } catch (error) {
    if (systemCode(error) === 'EROFS') {
      const advice =
        'Mount it for writing; until then the app keeps nothing, and only verbs that look can run.';
      return [problem('disk', 'source', { text: `${directory} lies on a read-only file system`, advice })];
    }
    return [warning('disk', `you may not write to ${directory}`, 'Run as the owner of the home.')];
  }
}

/** Directories must be 0700 and files 0600: sessions hold whatever was typed and printed. */
export function examinePermissions(
  home: string,
  owner: Owner | undefined = ownerOfHome(home),
): HealthFinding[] {
  // Windows has other means, which these bits do not show.
  if (process.platform === 'win32') return [];
  const entries = below(join(home, '.ait42'), '.ait42', DEPTH_MAX);
  const open = entries.filter(({ mode }) => (mode & 0o077) !== 0).map(({ file }) => file);
  const others = entries
    .filter(({ uid }) => owner !== undefined && uid !== owner.uid)
    .map(({ file }) => file);
  const closed = entries.filter(({ path, isLink }) => !isLink && !mayRead(path)).map(({ file }) => file);
  return [
    open.length === 0
      ? ok('permissions', `${entries.length} files and directories are for their owner only`)
      : warning(
          'permissions',
          `others may read or enter ${named(open)}`,
          `chmod -R go= ${join(home, '.ait42')}`,
        ),
    ...(others.length === 0 || owner === undefined
      ? []
      : [
          problem('permissions', 'source', {
            text: `${named(others)} belong to another user than the home (${owner.uid}), as a run as root leaves it: the app cannot use them`,
            advice: `sudo chown -R ${owner.uid}:${owner.gid} ${join(home, '.ait42')}`,
          }),
        ]),
    ...(closed.length === 0
      ? []
      : [
          problem('permissions', 'source', {
            text: `you may not read ${named(closed)}`,
            advice: 'Make them readable for yourself, or run as their owner.',
          }),
        ]),
  ];
}

const NAMED_MAX = 5;

const named = (files: readonly string[]): string =>
  files.length <= NAMED_MAX
    ? files.join(', ')
    : `${files.slice(0, NAMED_MAX).join(', ')} and ${files.length - NAMED_MAX} more`;

interface Entry {
  readonly file: string;
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly isLink: boolean;
}

/** .ait42, its directories, and what is in those. */
const DEPTH_MAX = 3;

function below(path: string, file: string, depth: number): Entry[] {
  const stats = attempt('look at', path, () => lstatSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) return [];
  const isLink = stats.isSymbolicLink();
  // The bits of a link mean nothing.
  const own = { file, path, mode: isLink ? 0 : stats.mode & 0o777, uid: stats.uid, isLink };
  if (!stats.isDirectory() || depth === 0 || !mayRead(path)) return [own];
  const names = attempt('list', path, () => readdirSync(path));
  return [own, ...names.flatMap((name) => below(join(path, name), `${file}/${name}`, depth - 1))];
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where processes of ours lock. */
const LOCKED_FOLDERS = ['.ait42', '.ait42/sessions', '.ait42/archive', '.ait42/migration'];

export function examineLocks(home: string): HealthFinding[] {
  const locks = LOCKED_FOLDERS.flatMap((folder) =>
    namesIn(join(home, folder))
      .filter((name) => name.endsWith('.lock'))
      .map((name) => `${folder}/${name}`),
  );
  const gate = examineGate(home);
  if (locks.length + gate.length === 0) return [ok('locks', 'nobody holds one')];
  const held = locks.map((lock) => {
    const owner = attempt('read', lock, () => readOwner(join(home, lock)));
    if (owner === undefined)
      return warning('locks', `${lock} has no known owner`, 'Delete it when no tool of ours is running.');
    if (isKnownDead(owner))
      return note('locks', `${lock} is of a process that died; the next one takes it over`);
    return note('locks', `${lock} is held by process ${owner.pid} on ${owner.host}`, 'Wait for it to end.');
  });
  return [...held, ...gate];
}

/** What keeps writers out while the phase changes: left behind, it does so for ever, unless its owner is known to be dead. */
function examineGate(home: string): HealthFinding[] {
  const path = gateFile(home);
  const name = relative(home, path);
  const isThere = attempt('look for', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
  if (!isThere) return [];
  const owner = attempt('read', path, () => readOwner(path));
  if (owner !== undefined && isKnownDead(owner))
    return [note('locks', `${name} is of a change of phase that died; the next one removes it`)];
  const by = owner === undefined ? 'nobody known' : `process ${owner.pid} on ${owner.host}`;
  return [
    warning(
      'locks',
      `${name} keeps every writer out while the phase is changed by ${by}`,
      'Wait for it to end. If it no longer runs, "ait42-migrate phase set" with the present phase removes the file.',
    ),
  ];
}
