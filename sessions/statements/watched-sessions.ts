// The session stores with an SQLite store whose statements go through somebody's hands.

import type { SessionStore } from '../../contract/store.ts';
import { type Definition, defineProof } from '../../definition/definition.ts';
import type { StatementUse, Watch } from '../../impl-sqlite/watched-store.ts';
import { sessions } from '../definition.ts';
import { sessionSubjects } from '../session-subjects.ts';

export const watchedSessions = (
  watch: Watch,
  isWatched?: (use: StatementUse) => boolean,
): Definition<SessionStore> =>
  defineProof({
    ...sessions,
    subjects: {
      ...sessions.subjects,
      sqlite: {
        ...sessionSubjects.sqlite,
        open: async (home, options) => {
          const { databaseFile } = await import('../../impl-sqlite/index.ts');
          const { WatchedStore } = await import('../../impl-sqlite/watched-store.ts');
          return new WatchedStore(databaseFile(home), options, watch, isWatched);
        },
      },
    },
  });
