// What listing sessions means: filter, order, pages. The functions here are the reference that the file and memory
// stores run as they are and that the database must agree with. Each idea has a file of its own; this is their face.

export {
  type LocatedPage,
  LocatedSessions,
  type LocatedSummary,
  type UnreadableWorkspace,
} from './located-page.ts';
export {
  checkedLimit,
  checkedObject,
  cursorParts,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
} from './query-arguments.ts';
export { checkedPage, type Page, type PageQuery } from './record-page.ts';
export { checkedFilter, containsText, matchesFilter, type SessionFilter } from './session-filter.ts';
export {
  ABSENT_SORTS_FIRST,
  nextCursorOf,
  pageOf,
  type SessionPage,
  sortKeyOf,
} from './session-page.ts';
export {
  type CheckedQuery,
  checkedQuery,
  encodeCursor,
  type PagePosition,
  type SessionQuery,
  SORT_KEYS,
  type SortDirection,
  type SortKey,
} from './session-query.ts';
export { type InstanceSummary, type SessionSummary, summaryOf } from './session-summary.ts';
