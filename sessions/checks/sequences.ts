// Random sequences on both stores and the model, the kept counterexamples first; afterwards the database must be sound. No history is
// made smaller: here it is only asked whether there is a difference.

import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../contract/package-root.ts';
import type { SessionStore } from '../../contract/store.ts';
import { type Subject, subjectFrom, subjectOf } from '../../definition/subjects.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { corpusChecks } from '../../props/corpus.ts';
import { checkEquivalence } from '../../props/equivalence.ts';
import { readCorpus } from '../../props/kept-history.ts';
import { subjectNamed } from '../../subjects/registry.ts';
import { asDefinition } from '../session-subjects.ts';
import { sessionSource } from '../source.ts';

const OPERATIONS = 2_000;
const CORPUS = join(PACKAGE_ROOT, 'sessions', 'corpus');
const NOT_SMALLER = { attemptsMax: 0, durationMsMax: 0 };

export interface Compared {
  readonly left: Subject<SessionStore>;
  readonly right: Subject<SessionStore>;
  readonly operations: number;
  readonly seed: number;
}

/** What differs. */
export async function differenceOf(compared: Compared): Promise<string | null> {
  const { definition: sessions } = await sessionSource();
  const { verdict, counterexample, reason } = await checkEquivalence(sessions, {
    ...compared,
    shrinkBounds: NOT_SMALLER,
  });
  if (verdict === 'ok') return null;
  return `${counterexample?.mismatch.subject ?? ''}: ${counterexample?.mismatch.difference ?? reason}`;
}

export async function sequences(seed: number): Promise<string | null> {
  const damages: string[] = [];
  const { definition: sessions } = await sessionSource();
  const pair = { left: subjectOf(sessions, 'json'), right: soundDatabase(damages) };
  const histories = await readCorpus(sessions, CORPUS);
  const kept = await corpusChecks(sessions, { ...pair, histories });
  const wrong = kept.find(({ verdict }) => verdict !== 'ok');
  if (wrong !== undefined) return `${wrong.name}: ${wrong.detail}`;
  return (await differenceOf({ ...pair, operations: OPERATIONS, seed })) ?? damages[0] ?? null;
}

/** The database, looked at as a whole each time before it is closed. */
function soundDatabase(damages: string[]): Subject<SessionStore> {
  const subject = asDefinition(subjectNamed('sqlite'));
  return subjectFrom('sqlite', {
    ...subject,
    open: async (home, options) => {
      const store = (await subject.open(home, options)) as SqliteStore;
      const closed = store.close.bind(store);
      store.close = async () => {
        const { findings } = await store.check();
        damages.push(...findings.map(({ place, problem }) => `${place}: ${problem}`));
        await closed();
      };
      return store;
    },
  });
}
