// One side of a comparison, from what the user named to what can be loaded: a revision gets a checkout of its own, a folder is
// taken as it stands. The folder in it, and the definition, are those that correspond to the current ones.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../../contract/errors.ts';
import { configAt } from '../../definition/config.ts';
import { sourceAt } from '../../definition/source.ts';
import { thrownText } from '../../definition/thrown.ts';
import { gitText } from '../git.ts';
import { treeRevision } from '../revision.ts';
import type { Checkouts } from './checkouts.ts';
import { addPackages, build, type Preparing } from './packages.ts';

type SideName = 'base' | 'head';

/** Where the tool is started, and which definition is under test there. */
interface Here {
  /** Real path of the current folder. */
  readonly folder: string;
  /** That of the repository; the folder itself outside of one. */
  readonly top: string;
  readonly isRepository: boolean;
  /** As typed or found; undefined: the session stores. */
  readonly config: string | undefined;
}

export interface ReadySide {
  /** For people. */
  readonly title: string;
  readonly directory: string;
  /** Of the definition's module. */
  readonly source: string;
}

export async function whereWeAre(config: string | undefined, cwd: string = process.cwd()): Promise<Here> {
  const folder = realpathSync(cwd);
  const top = await gitText(folder, ['rev-parse', '--show-toplevel']);
  const isRepository = top !== undefined;
  return { folder, top: isRepository ? realpathSync(top) : folder, isRepository, config };
}

/** What a side is, before anything is made for it. */
export type Place =
  | { readonly kind: 'revision'; readonly ref: string; readonly id: string }
  | { readonly kind: 'folder'; readonly folder: string; readonly isHere: boolean };

/** A folder or a revision. E_NOT_FOUND for neither; E_USAGE for both, and for a revision outside of a repository. */
export async function placeOf(given: string, here: Here): Promise<Place> {
  const isFolder = statSync(resolve(here.folder, given), { throwIfNoEntry: false })?.isDirectory() === true;
  const id = given.startsWith('-') ? undefined : await commitOf(given, here);
  if (isFolder && id !== undefined && !/[/\\]|^\.+$/.test(given)) {
    throw new StoreError(
      'E_USAGE',
      `"${given}" is a folder and a revision. Write ./${given} for the folder, or heads/${given} for the branch. Nothing was done.`,
    );
  }
  if (isFolder) {
    const folder = realpathSync(resolve(here.folder, given));
    return { kind: 'folder', folder, isHere: folder === here.folder };
  }
  if (id !== undefined) return { kind: 'revision', ref: given, id };
  if (!here.isRepository) {
    throw new StoreError(
      'E_USAGE',
      `${here.folder} is in no git repository, so that "${given}" can only be a folder, and there is none. Nothing was done.`,
    );
  }
  const isPath = isAbsolute(given) || /^(\.|-|$)/.test(given);
  const hint = isPath
    ? ''
    : ` A branch or tag that origin has, and this checkout has not: git fetch origin ${given}.`;
  throw new StoreError(
    'E_NOT_FOUND',
    `"${given}" is neither a folder nor a revision of ${here.top}.${hint} Nothing was done.`,
  );
}

export const placeHere = ({ folder }: Here): Place => ({ kind: 'folder', folder, isHere: true });

async function commitOf(ref: string, { isRepository, top }: Here): Promise<string | undefined> {
  if (!isRepository || ref === '') return undefined;
  return gitText(top, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
}

interface Making extends Preparing {
  readonly checkouts: Checkouts;
  /** Run in each checkout. */
  readonly buildCommand: string | undefined;
  /** The definition that the tool brings, where programs are compared and the sides have none; else null. */
  readonly fallback: string | null;
}

/** E_SIDE; E_USAGE where no definition is named at all; E_ABORTED. */
export async function readySide(
  name: SideName,
  place: Place,
  here: Here,
  making: Making,
): Promise<ReadySide> {
  const title = await titleOf(place, here);
  const { root, directory } = await foldersOf(name, place, here, making);
  const file = definitionFile({ root, directory }, here);
  if (existsSync(file)) {
    const isBuilt = place.kind === 'folder' || making.buildCommand !== undefined;
    await requireLoads({ file, directory }, `The definition of ${name}, ${title},`, { ...here, isBuilt });
    return { title, directory, source: pathToFileURL(file).href };
  }
  if (here.config === undefined && making.fallback !== null) {
    return { title, directory, source: making.fallback };
  }
  throw missing(`${name}, ${title},`, relative(root, file), { ...here, kind: place.kind });
}

/** The checkout, or what stands for it, and in it the folder that corresponds to the current one. */
interface Folders {
  readonly root: string;
  readonly directory: string;
}

async function foldersOf(name: SideName, place: Place, here: Here, making: Making): Promise<Folders> {
  if (place.kind === 'folder') {
    return { root: place.isHere ? here.top : place.folder, directory: place.folder };
  }
  making.begin(`checking out ${place.ref}`);
  const root = await making.checkouts.add({ top: here.top, id: place.id }, name, making.signal);
  const folder = relative(here.top, here.folder);
  const directory = join(root, folder);
  if (!existsSync(directory)) throw missing(`${name}, ${place.ref},`, folder, { ...here, kind: place.kind });
  const isBuilt = making.buildCommand !== undefined;
  const places = { checkout: root, here: here.top, folder: folder.replaceAll('\\', '/') };
  await addPackages({ ...places, isBuilt }, making);
  if (making.buildCommand !== undefined) await build(making.buildCommand, directory, making);
  return { root, directory };
}

async function titleOf(place: Place, { folder: current }: Here): Promise<string> {
  if (place.kind === 'revision') {
    return place.id.startsWith(place.ref) ? shortened(place.id) : `${place.ref} (${shortened(place.id)})`;
  }
  const { folder, isHere } = place;
  const called = isHere ? 'this folder' : shownFrom(current, folder);
  const [commit = '', changes] = (await treeRevision(folder)).split('+');
  if (commit === 'unknown') return called;
  return `${called} (${shortened(commit)}${changes === undefined ? '' : ' with uncommitted changes'})`;
}

const shortened = (id: string): string => id.slice(0, 12);

/** As users would type it. */
const shownFrom = (folder: string, path: string): string => {
  const shown = relative(folder, path);
  return shown === '' || shown.startsWith('..') ? path : shown;
};

const SESSIONS = join('sessions', 'definition.ts');

/** Where it is, if it is there. E_USAGE for one that a checkout cannot have. */
function definitionFile({ root, directory }: Folders, { folder, config }: Here): string {
  if (config === undefined) return join(root, SESSIONS);
  const file = resolve(directory, relative(folder, resolve(folder, config)));
  const inside = relative(root, file);
  if (!inside.startsWith('..') && !isAbsolute(inside)) return file;
  throw new StoreError(
    'E_USAGE',
    `${config} lies outside of what is compared: each side has a definition of its own. Nothing was done.`,
  );
}

function missing(what: string, file: string, { config, top, kind }: Here & Pick<Place, 'kind'>): StoreError {
  if (config === undefined && !existsSync(join(top, SESSIONS))) {
    return new StoreError(
      'E_USAGE',
      'There is no storeproof.config in this folder. Name the definition that both sides have with --config, or a ' +
        'program of yours behind --. Nothing was done.',
    );
  }
  return new StoreError(
    'E_SIDE',
    `${capitalised(what)} has no ${file}${kind === 'revision' ? ': it may be older than that. Name a later revision' : '. Name a folder that has one'}. Nothing was measured.`,
  );
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** In its own folder, as it is compared later: what it reads as it is loaded may be nowhere else. */
async function requireLoads(
  { file, directory }: { readonly file: string; readonly directory: string },
  what: string,
  { config, isBuilt }: Pick<Here, 'config'> & { readonly isBuilt: boolean },
): Promise<void> {
  const folder = process.cwd();
  process.chdir(directory);
  try {
    // The session stores may have names that others may not.
    await (config === undefined ? sourceAt(pathToFileURL(file).href) : configAt(file, { isOfNow: false }));
  } catch (error) {
    const hint = isBuilt ? '' : ' If something has to be built first, name the command with --build.';
    const why = error instanceof StoreError ? error.message : `${thrownText(error).split('\n', 1)[0]}.`;
    throw new StoreError('E_SIDE', `${what} cannot be used. ${why}${hint} Nothing was measured.`, {
      cause: error,
    });
  } finally {
    process.chdir(folder);
  }
}

/** E_USAGE: of one and the same module there would be nothing to compare. */
export function requireTwo(base: ReadySide, head: ReadySide, hasProgram: boolean): void {
  if (base.source !== head.source || (hasProgram && base.directory !== head.directory)) return;
  throw new StoreError(
    'E_USAGE',
    `Both sides are ${base.directory}, so that there is nothing to compare. Nothing was measured.`,
  );
}
