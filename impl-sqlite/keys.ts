// How a session's key encodes its order: its workspace's id and its place there. So the order of a file is the order of
// the primary key, and everything of a workspace is one range of each table.

/** Places of one workspace: 16,777,216 sessions created since it was last written whole. */
export const PLACE_COUNT: number = 2 ** 24;
/** Instances or messages of one session. */
export const CHILD_COUNT: number = 2 ** 20;

export const firstSessionKey = (workspaceId: number): number => workspaceId * PLACE_COUNT;

export interface KeyRange {
  readonly first: number;
  readonly last: number;
}

/** Of all sessions of a workspace. */
export const sessionRange = (workspaceId: number): KeyRange => ({
  first: firstSessionKey(workspaceId),
  last: firstSessionKey(workspaceId + 1) - 1,
});
