// A planted bug that only a clock shows: the session stores with statements of the SQLite store made slower. What compares speeds
// must find it, and name an operation that runs them.

import type { SessionStore } from '../../contract/store.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Watch } from '../../impl-sqlite/watched-store.ts';
import { isUseOf, type ListedStatement } from '../statements/listed.ts';
import { watchedSessions } from '../statements/watched-sessions.ts';

export interface Slowness {
  readonly statement: ListedStatement;
  /** Of what it takes by itself, how much is added: 1 makes it take twice as long. */
  readonly share: number;
}

export const slowed = (slow: readonly Slowness[]): Definition<SessionStore> =>
  watchedSessions(slower(slow), (use) => slow.some(({ statement }) => isUseOf(statement, use)));

const slower =
  (slow: readonly Slowness[]): Watch =>
  (use, run) => {
    const { share } = slow.find(({ statement }) => isUseOf(statement, use)) as Slowness;
    const startedNs = process.hrtime.bigint();
    const answer = run();
    const endedNs = process.hrtime.bigint();
    const untilNs = endedNs + BigInt(Math.round(Number(endedNs - startedNs) * share));
    // At most as long as it is to take: nothing else ends this loop, and nothing else has to.
    while (process.hrtime.bigint() < untilNs);
    return answer;
  };

/** The text of a module whose default export is that definition, for whoever loads definitions by URL. */
export const slowModule = (slow: readonly Slowness[]): string =>
  `import { slowed } from ${JSON.stringify(import.meta.url)};
export default slowed(${JSON.stringify(slow)});
`;
