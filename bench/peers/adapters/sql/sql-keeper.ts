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
import { instanceOf, type Rows, type SessionRow, sessionOf, sessionsOf } from './rows.ts';
import { type StatisticsRows, statisticsOfRows } from './statistics.ts';

export type Awaitable<T> = T | Promise<T>;

export interface SummaryRow extends SessionRow {
  readonly messageCount: number;
}

/** All columns but the output. */
export type InstanceSummaryRow = Omit<WorktreeInstance, 'output'> & { readonly sid: number };

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
  protected abstract allRows(workspace: string): Awaitable<Rows>;
  /** With one session or none. */
  protected abstract firstRows(workspace: string, id: string): Awaitable<Rows>;
  protected abstract summaryRows(workspace: string, request: SummaryRequest): Awaitable<SummaryRow[]>;
  /** By position. */
  protected abstract instanceSummaries(sids: readonly number[]): Awaitable<InstanceSummaryRow[]>;
  protected abstract statisticsRows(workspace: string, filter: SessionFilter): Awaitable<StatisticsRows>;
  /** Newest first. */
  protected abstract hitKeys(workspace: string, request: HitRequest): Awaitable<number[]>;
  protected abstract rowsOf(sids: readonly number[]): Awaitable<Rows>;

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return sessionsOf(await this.allRows(workspace));
  }

  override async first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return sessionsOf(await this.firstRows(workspace, id))[0];
  }

  override async page(workspace: string, query: CheckedQuery): Promise<SessionPage> {
    if (query.filter.text !== undefined) return super.page(workspace, query);
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
        summaryOf(sessionOf(row, (instances.get(row.sid) ?? []).map(withoutOutput), []), row.messageCount),
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
    if (filter.text !== undefined) return super.statistics(workspace, filter);
    return statisticsOfRows(await this.statisticsRows(workspace, filter));
  }

  override async search(workspace: string, { terms, limit, offset }: CheckedSearch): Promise<SearchPage> {
    if (terms.length === 0) return { hits: [], nextCursor: null };
    const request = { matches: terms.map(matchOf), limit: limit + 1, offset };
    const sids = await this.hitKeys(workspace, request);
    const found = sessionsOf(await this.rowsOf(sids.slice(0, limit)));
    return {
      hits: found.reverse().map((session) => hitOf(session, terms)),
      nextCursor: sids.length > limit ? encodeSearchCursor(offset + limit) : null,
    };
  }
}

const withoutOutput = (row: InstanceSummaryRow): WorktreeInstance => instanceOf({ ...row, output: null });

/** Quoted, a word is no syntax, whatever its characters. */
const matchOf = ({ token, isPrefix }: Term): string => `"${token}"${isPrefix ? '*' : ''}`;
