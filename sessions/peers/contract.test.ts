// Only a peer that obeys the contract gets figures. Those that are not installed are shown as skipped.

import { describe, expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { subjectOf } from '../../definition/subjects.ts';
import { checkEquivalence } from '../../props/index.ts';
import type { SessionSubject } from '../../subjects/index.ts';
import sessions from '../definition.ts';
import { asSubject } from '../session-subjects.ts';
import { registerContractSuite } from '../suite/contract-suite.ts';
import { fullSession, sampleSession } from '../suite/sample.ts';
import { missingPackages, peerNamed } from './index.ts';
import { PEER_NAMES } from './names.ts';

for (const name of PEER_NAMES) {
  const missing = missingPackages(name);
  if (missing.length > 0) {
    test.skip(`${name} obeys the contract (not installed: ${missing.join(', ')}; npm run peers)`);
    continue;
  }
  const peer = peerNamed(name);
  registerContractSuite(peer);
  describe(`${name} is a store like the model`, () => comparisons(peer));
}

const PATH = '/storeproof/peers';

function comparisons(peer: SessionSubject): void {
  const { root: home } = useFolder('storeproof-peers');

  test('it answers a random sequence with restarts as the model does', async () => {
    const model = subjectOf(sessions, 'memory');
    const { verdict, counterexample } = await checkEquivalence(sessions, {
      left: model,
      right: asSubject(peer),
      operations: 500,
      seed: 7,
    });
    expect({ verdict, counterexample }).toEqual({ verdict: 'ok', counterexample: null });
  });

  // A log of lines that ends them at these too cannot be read again.
  test('every kind of line end in a text is there after a restart', async () => {
    const session = sampleSession('lines', { task: '\n \r \v \f \u0085 \u2028 \u2029 end' });
    await onStore(peer, home, (store) => store.createSession(PATH, session));
    expect(await onStore(peer, home, (store) => store.getSession(PATH, 'lines'))).toEqual(session);
  });

  // An encoder must not think that the database knows what a transaction took back.
  test('a session can be read that was written after a failed transaction with one like it', async () => {
    const failure = new RangeError('changed my mind');
    await onStore(peer, `${home}/failed`, async (store) => {
      const attempt = store.transaction(PATH, async (operations) => {
        await operations.createSession(PATH, fullSession('never'));
        throw failure;
      });
      await expect(attempt).rejects.toBe(failure);
      await store.createSession(PATH, fullSession('after'));
    });
    const sessions = await onStore(peer, `${home}/failed`, (store) => store.getAllSessions(PATH));
    expect(sessions).toEqual([fullSession('after')]);
  });

  test('what a caller does to an answer inside a transaction does not reach the store', async () => {
    const sessions = await onStore(peer, `${home}/defaced`, async (store) => {
      await store.createSession(PATH, sampleSession('a'));
      await store.transaction(PATH, async (operations) => {
        const answers = [
          await operations.createSession(PATH, sampleSession('b')),
          await operations.getSession(PATH, 'a'),
        ];
        for (const answer of answers) Reflect.set(answer, 'task', 'defaced');
      });
      return store.getAllSessions(PATH);
    });
    expect(sessions).toEqual([sampleSession('a'), sampleSession('b')]);
  });
}

async function onStore<T>(
  peer: SessionSubject,
  home: string,
  work: (store: Awaited<ReturnType<SessionSubject['open']>>) => Promise<T>,
): Promise<T> {
  const store = await peer.open(home);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
