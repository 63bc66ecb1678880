// The versions of what a database holds, to tell what has changed there.

import type { ContentVersion } from '../../impl-sqlite/index.ts';

export type VersionsByHash = ReadonlyMap<string, ContentVersion>;

export const versionsOf = async (store: {
  contentVersions(): Promise<readonly ContentVersion[]>;
}): Promise<VersionsByHash> =>
  new Map((await store.contentVersions()).map((version) => [version.hash, version]));

/** The same content of the same database, or none on both sides. */
export const isSameVersion = (left: ContentVersion | undefined, right: ContentVersion | undefined): boolean =>
  left?.birth === right?.birth && left?.revision === right?.revision && left?.last === right?.last;
