// Stores of others. Their packages are no part of the core install: what lies below `sessions/peers` is loaded only when a
// run names one.

import { pathToFileURL } from 'node:url';
import { programFile } from '../../contract/package-root.ts';
import type { Subject } from '../../subjects/subject.ts';

interface Peers {
  readonly PEER_NAMES: readonly string[];
  /** Throws E_USAGE for a name that is none. */
  peerNamed(name: string): Subject;
}

const PEERS = pathToFileURL(programFile('sessions/peers/index')).href;

/** Compiled without them: the type above is all that the benchmark knows. */
export const loadPeers = async (): Promise<Peers> => (await import(PEERS)) as Peers;
