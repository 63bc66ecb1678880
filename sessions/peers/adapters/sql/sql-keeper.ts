// What the SQL peers have in common: rows to answers. Each peer writes the statements in its own way.
// The filter by contained text is the contract's function over everything, because SQLite's lower() knows ASCII only.

import {
  type CheckedQuery,
  nextCursorOf,
  type SessionFilter,
  type SessionPage,
  sortKeyOf,
  summaryOf,
} from '../../../../contract/query.ts';
import {
  type CheckedSearch,
  encodeSearchCursor,
  hitOf,
  type SearchPage,
} from '../../../../contract/search.ts';
import type { WorktreeInstance, WorktreeSession } from '../../../../contract/session.ts';
import type { SessionStatistics } from '../../../../contract/statistics.ts';
import type { Term } from '../../../../contract/tokenizer.ts';
import { SessionKeeper } from '../keeper.ts';
import { type SessionRow, sessionOf } from './rows.ts';
import { type StatisticsRows, statisticsOfRows } from './statistics.ts';

export type Awaitable<T> = T | Promise<T>;

export interface SummaryRow extends SessionRow {
  readonly messageCount: number;
}

export interface OwnedInstance {
  readonly sid: number;
  readonly instance: WorktreeInstance;
}

/** Rows in the order of a query from its cursor's key on, that key included. */
export interface SummaryRequest extends Pick<CheckedQuery, 'filter' | 'sortBy' | 'direction' | 'after'> {
  readonly limit: number;
}

export interface HitRequest {
  /** Full-text queries, all of which a session must match. */
  readonly matches: readonly string[];
  readonly limit: number;
  readonly offset: number;
}

export abstract class SqlKeeper extends SessionKeeper {
  protected abstract summaryRows(workspace: string, request: SummaryRequest): Awaitable<SummaryRow[]>;
  /** By position, read without their outputs. */
  protected abstract instanceSummaries(sids: readonly number[]): Awaitable<OwnedInstance[]>;
  protected abstract statisticsRows(workspace: string, filter: SessionFilter): Awaitable<StatisticsRows>;
  /** Newest first. */
  protected abstract hitKeys(workspace: string, request: HitRequest): Awaitable<number[]>;
  /** Oldest first. */
  protected abstract sessionsAt(sids: readonly number[]): Awaitable<WorktreeSession[]>;

  override async page(workspace: string, query: CheckedQuery): Promise<SessionPage> {
    if (!hasColumns(query.filter)) return super.page(workspace, query);
    const { after, limit } = query;
    const skip = after?.skip ?? 0;
    const rows = await this.summaryRows(workspace, { ...query, limit: skip + limit + 1 });
    const keyed = rows.map((row) => ({ row, key: sortKeyOf(sessionOf(row, [], []), query.sortBy) }));
    let start = 0;
    while (start < skip && keyed[start]?.key === after?.key) start++;
    const page = keyed.slice(start, start + limit);
    const hasMore = keyed.length > start + limit;
    const instances = Map.groupBy(
      await this.instanceSummaries(page.map(({ row }) => row.sid)),
      ({ sid }) => sid,
    );
    return {
      sessions: page.map(({ row }) =>
        summaryOf(
          sessionOf(
            row,
            (instances.get(row.sid) ?? []).map(({ instance }) => instance),
            [],
          ),
          row.messageCount,
        ),
      ),
      nextCursor: hasMore
        ? nextCursorOf(
            query,
            page.map(({ key }) => key),
          )
        : null,
    };
  }

  override async statistics(workspace: string, filter: SessionFilter): Promise<SessionStatistics> {
    if (!hasColumns(filter)) return super.statistics(workspace, filter);
    return statisticsOfRows(await this.statisticsRows(workspace, filter));
  }

  override async search(workspace: string, { terms, limit, offset }: CheckedSearch): Promise<SearchPage> {
    if (terms.length === 0) return { hits: [], nextCursor: null };
    const request = { matches: terms.map(matchOf), limit: limit + 1, offset };
    const sids = await this.hitKeys(workspace, request);
    const found = await this.sessionsAt(sids.slice(0, limit));
    return {
      hits: found.reverse().map((session) => hitOf(session, terms)),
      nextCursor: sids.length > limit ? encodeSearchCursor(offset + limit) : null,
    };
  }
}

/** Quoted, a word is no syntax, whatever its characters. */
const matchOf = ({ token, isPrefix }: Term): string => `"${token}"${isPrefix ? '*' : ''}`;

/** What the peers' queries know of a filter; everything else is looked for in whole sessions. */
const COLUMN_FILTERS: readonly string[] = ['types', 'statuses', 'createdFrom', 'createdTo'];

const hasColumns = (filter: SessionFilter): boolean =>
  Object.keys(filter).every((key) => COLUMN_FILTERS.includes(key));
