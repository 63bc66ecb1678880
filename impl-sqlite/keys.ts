// How keys encode order. A session's key is its workspace's id and its place; a child's key is its session's key and its
// number. So the order of a file, of instances and of chunks is the order of the primary keys, and everything of a
// workspace or a session is one range of each table.

/** Places of one workspace: 16,777,216 sessions created since it was last written whole. */
export const PLACE_COUNT: number = 2 ** 24;
/** Chunks or instances of one session. SQL does this arithmetic: its result may pass 2^53. */
export const CHILD_BITS = 20;
export const CHILD_COUNT: number = 2 ** CHILD_BITS;

export const firstSessionKey = (workspaceId: number): number => workspaceId * PLACE_COUNT;
export const lastSessionKey = (workspaceId: number): number => (workspaceId + 1) * PLACE_COUNT - 1;
