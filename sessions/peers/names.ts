// Stores of other makers by name: which module opens them, and which packages it needs.

interface Peer {
  /** In `adapters/`. */
  readonly module: string;
  readonly setting: string | null;
  /** Beyond the core's own. */
  readonly packages: readonly string[];
}

const peer = (module: string, setting: string | null, ...packages: string[]): Peer => ({
  module,
  setting,
  packages,
});

export const PEER_TABLE = {
  'node-sqlite': peer('node-sqlite', null),
  'node-sqlite-full': peer('node-sqlite', 'full'),
  drizzle: peer('drizzle', null, 'drizzle-orm'),
  'drizzle-full': peer('drizzle', 'full', 'drizzle-orm'),
  kysely: peer('kysely', null, 'kysely'),
  'kysely-full': peer('kysely', 'full', 'kysely'),
  lmdb: peer('lmdb', null, 'lmdb'),
  'lmdb-nosync': peer('lmdb', 'nosync', 'lmdb'),
  'classic-level': peer('classic-level', null, 'classic-level'),
  'classic-level-sync': peer('classic-level', 'sync', 'classic-level'),
  nedb: peer('nedb', null, '@seald-io/nedb'),
  lowdb: peer('lowdb', null, 'lowdb'),
  conf: peer('conf', null, 'conf'),
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof PEER_TABLE;
export const PEER_NAMES: readonly PeerName[] = Object.keys(PEER_TABLE) as PeerName[];
