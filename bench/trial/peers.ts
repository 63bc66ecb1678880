// Stores of others. Their packages are no part of the core install: what lies below `bench/peers` is loaded only when a
// run names one.

import { extname } from 'node:path';
import type { Subject } from '../../subjects/subject.ts';

interface Peers {
  readonly PEER_NAMES: readonly string[];
  /** Throws E_USAGE for a name that is none. */
  peerNamed(name: string): Subject;
}

const PEERS = new URL(`../peers/index${extname(import.meta.filename)}`, import.meta.url).href;

/** Compiled without them: the type above is all that the benchmark knows. */
export const loadPeers = async (): Promise<Peers> => (await import(PEERS)) as Peers;
