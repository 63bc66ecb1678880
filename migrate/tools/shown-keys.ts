// The names by which statistics are grouped, as they may be shown: types, statuses, models and runtimes are names, but an
// app's caller may have put any text there, and a text is content.

import { digestOfText } from '../../contract/digest.ts';
import type { SessionStatistics } from '../../contract/statistics.ts';

/** Characters of the longest name that is shown. */
const NAME_LENGTH_MAX = 64;
const DIGEST_LENGTH = 16;

/** With a digest in the place of every key that is too long for a name or holds control characters or lines. */
export function withShownKeys<T extends SessionStatistics>(statistics: T): T {
  const { byType, byStatus, byModel, byRuntime } = statistics;
  return {
    ...statistics,
    byType: shown(byType),
    byStatus: shown(byStatus),
    byModel: shown(byModel),
    byRuntime: shown(byRuntime),
  };
}

const shown = <T extends { readonly key: string | null }>(groups: readonly T[]): T[] =>
  groups.map((group) => ({ ...group, key: group.key === null ? null : shownKey(group.key) }));

/** Control characters and the separators of lines and paragraphs. */
const UNSHOWN = /[\p{Cc}\u2028\u2029]/u;

const shownKey = (key: string): string =>
  key.length <= NAME_LENGTH_MAX && !UNSHOWN.test(key)
    ? key
    : `sha256:${digestOfText(key).slice(0, DIGEST_LENGTH)} (${key.length} characters)`;
