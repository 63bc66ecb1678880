// Stores of other makers under the same contract, for comparison. Their packages are not part of the core install:
// a peer is loaded when it is opened, and says what to install when it cannot be.

import { mkdirSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../../contract/errors.ts';
import { PACKAGE_ROOT, programFile } from '../../contract/package-root.ts';
import type { SessionSubject } from '../../subjects/subject.ts';
import type { Adapter } from './adapter.ts';
import { PEER_NAMES, PEER_TABLE, type PeerName } from './names.ts';

/** Their packages are installed below it, wherever this file was built to. */
const PEERS_FOLDER = pathToFileURL(join(PACKAGE_ROOT, 'sessions', 'peers', 'index.ts'));

export const isPeerName = (name: string): name is PeerName => Object.hasOwn(PEER_TABLE, name);

/** Throws E_USAGE for a name that is none. Opening throws E_USAGE when the peer is not installed, E_IO
 * when its library refuses. */
export function peerNamed(name: string): SessionSubject {
  if (!isPeerName(name)) {
    throw new StoreError('E_USAGE', `There is no peer named "${name}". There are ${PEER_NAMES.join(', ')}.`);
  }
  return {
    name,
    isPersistent: true,
    isRemote: false,
    open: async (home, options = {}) => {
      const missing = missingPackages(name);
      if (missing.length > 0) throw notInstalled(name, missing.join(', '));
      const directory = join(home, '.ait42-peers', name);
      mkdirSync(directory, { recursive: true });
      const { openStore } = await adapterOf(name);
      return await openStore({ directory, setting: PEER_TABLE[name].setting }, options).catch(
        (error: unknown) => {
          throw translated(name, error);
        },
      );
    },
  };
}

/** Packages of the peer that are not there. */
export const missingPackages = (name: PeerName): string[] =>
  PEER_TABLE[name].packages.filter((specifier) => !isInstalled(specifier));

function isInstalled(specifier: string): boolean {
  try {
    return findPackageJSON(specifier, PEERS_FOLDER) !== undefined;
  } catch {
    // Not undefined for a package that is nowhere, though the documentation has it so.
    return false;
  }
}

const notInstalled = (name: PeerName, what: string, cause?: unknown): StoreError =>
  new StoreError(
    'E_USAGE',
    `The store ${name} needs ${what}, which is not installed. Install the peers in the repository with: npm run peers`,
    { cause },
  );

const translated = (name: PeerName, cause: unknown): StoreError =>
  cause instanceof StoreError
    ? cause
    : new StoreError('E_IO', `The store ${name} could not be opened: ${String(cause)}`, { cause });

/** By a name that is put together, so that the core's type check does not follow it to packages that are not there. */
async function adapterOf(name: PeerName): Promise<Adapter> {
  const { module } = PEER_TABLE[name];
  try {
    return (await import(pathToFileURL(programFile(`sessions/peers/adapters/${module}`)).href)) as Adapter;
  } catch (error) {
    // A built package ships without the peers.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw notInstalled(name, 'its adapter or one of its packages', error);
  }
}
