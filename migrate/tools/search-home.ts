// Full text over several workspaces of a database: newest first within each, workspace after workspace.

import type { SearchHit } from '../../contract/search.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';

export interface HomeSearchHit extends SearchHit {
  readonly hash: string;
}

export interface HomeSearch {
  readonly hits: readonly HomeSearchHit[];
  /** Whether more sessions match than were asked for. */
  readonly hasMore: boolean;
}

/** Hits asked for at a time. */
const PAGE_HITS = 100;

export async function searchHome(
  store: Pick<SqliteStore, 'workspaces' | 'searchHash'>,
  text: string,
  { workspaces, limit }: { readonly workspaces?: readonly string[] | undefined; readonly limit: number },
): Promise<HomeSearch> {
  const hits: HomeSearchHit[] = [];
  for (const { hash } of await store.workspaces()) {
    if (workspaces !== undefined && !workspaces.includes(hash)) continue;
    // One more than is shown, to know whether there are more.
    for (let cursor: string | null = ''; cursor !== null && hits.length <= limit; ) {
      const page = await store.searchHash(hash, {
        text,
        limit: PAGE_HITS,
        ...(cursor === '' ? {} : { cursor }),
      });
      hits.push(...page.hits.map((hit) => ({ hash, ...hit })));
      cursor = page.nextCursor;
    }
    if (hits.length > limit) break;
  }
  return { hits: hits.slice(0, limit), hasMore: hits.length > limit };
}
