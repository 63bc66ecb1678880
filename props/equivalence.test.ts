import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/json-text.ts';
import type { SessionStore } from '../contract/store.ts';
import { type Subject, subjectOf } from '../definition/subjects.ts';
import { checkSchema } from '../results/result.ts';
import sessions from '../sessions/definition.ts';
import { CURRENT_REVISION, readSteps } from '../sessions/histories/step.ts';
import { mutantSubject } from '../sessions/mutants/mutant.ts';
import { OPERATION_MUTANTS } from '../sessions/mutants/operation-mutants.ts';
import { asSubject } from '../sessions/session-subjects.ts';
import { stoppedWhileShrinking } from '../sessions/suite/stopped-subject.ts';
import { servedSubject } from '../subjects/index.ts';
import {
  checkEquivalence,
  type EquivalenceOptions,
  type EquivalenceVerdict,
  equivalenceCheck,
} from './equivalence.ts';
import { commonOperations } from './pair.ts';
import { operationsAt } from './path.ts';
import { replay, replayCheck } from './replay.ts';
import { rulesOf } from './rules.ts';

type UnderTest = Subject<SessionStore>;
type Options = EquivalenceOptions<SessionStore>;

const planted = (name: string) =>
  mutantSubject(OPERATION_MUTANTS.find((candidate) => candidate.name === name)!);
const mutant = (name: string): UnderTest => asSubject(planted(name));

const subjectNamed = (name: string): UnderTest => subjectOf(sessions, name);
const memory = subjectNamed('memory');

/** Against itself, 2,000 operations of seed 1 unless it says otherwise. */
const compared = (subject: UnderTest, more: Partial<Options> = {}): Promise<EquivalenceVerdict> =>
  checkEquivalence(sessions, { left: subject, right: subject, operations: 2_000, seed: 1, ...more });

/** A subject whose stores have other methods. */
const changed = (
  name: string,
  subject: UnderTest,
  methods: (store: SessionStore) => Partial<SessionStore>,
): UnderTest => ({
  ...{ ...subject, name },
  open: async (home, options) => {
    const store = await subject.open(home, options);
    return Object.assign(store, methods(store));
  },
});

const refusing = (reason: string): Promise<never> =>
  Promise.reject(new StoreError('E_SUBJECT', `it was ${reason}`, { data: { reason } }));

test.each(['json', 'sqlite', 'sqlite-memory'])(
  '%s is equivalent to the model on a short sequence',
  async (name) => {
    const verdict = await compared(subjectNamed(name), { operations: 1_500, seed: 11 });
    expect(verdict.counterexample).toBeNull();
    expect(verdict).toMatchObject({ verdict: 'ok', operations: 1_500 });
    expect(checkSchema.parse(equivalenceCheck(verdict))).toMatchObject({
      verdict: 'ok',
      subject: `${name} = ${name}`,
    });
  },
);

test('json and sqlite behind the protocol, killed now and then, stay equivalent', async () => {
  const [left, right] = [asSubject(servedSubject('json')), asSubject(servedSubject('sqlite'))];
  const verdict = await checkEquivalence(sessions, {
    left,
    right,
    operations: 300,
    seed: 4,
    restarts: ['kill'],
  });
  expect(verdict.counterexample).toBeNull();
  expect(verdict.counts).toMatchObject({ kill: { answers: expect.any(Number) } });
  expect(verdict.counts).not.toHaveProperty('transaction');
});

test('the debate writer takes part where both stores have it', async () => {
  const left = subjectNamed('json');
  const alone = await checkEquivalence(sessions, {
    ...{ left, right: subjectNamed('json-safe'), operations: 300, seed: 13 },
  });
  expect(alone.counts).toHaveProperty('debateStatus');
  const mixed = await checkEquivalence(sessions, { left, right: memory, operations: 300, seed: 13 });
  expect(mixed.counts).not.toHaveProperty('debateStatus');
});

test('a mismatch ends the check with a small counterexample that can be printed and replayed', async () => {
  const broken = mutant('update-replaces-all');
  const verdict = await compared(broken, {
    left: memory,
    offered: new Set(['createSession', 'updateSession', 'deleteSession', 'getAllSessions']),
  });
  expect(verdict).toMatchObject({
    verdict: 'fail',
    counterexample: { seed: 1, mismatch: { subject: broken.name } },
  });
  const { operations } = verdict.counterexample!;
  expect(operations.map(({ op }) => op)).toEqual(['createSession', 'createSession', 'updateSession']);
  const printed = readSteps(writeJson(operations));
  expect(await replay(sessions, { left: broken, right: broken, operations: printed })).toMatchObject({
    subject: broken.name,
  });
  expect(await replay(sessions, { left: memory, right: memory, operations: printed })).toBeNull();
  const check = checkSchema.parse(equivalenceCheck(verdict));
  expect(check.verdict).toBe('fail');
  expect(check.detail).toContain('of seed 1');
});

test('the same seed finds the same mismatch', async () => {
  const shrinkBounds = { attemptsMax: 20, durationMsMax: 60_000 };
  const run = () => compared(mutant('create-prepends'), { operations: 500, seed: 3, shrinkBounds });
  expect(await run()).toEqual(await run());
});

test('a crash of a store is a failure even where the model refuses as well', async () => {
  const crashing = changed('crashing', memory, () => ({
    getSession: () => Promise.reject(new TypeError('cannot read properties of undefined')),
  }));
  const { counterexample } = await compared(crashing, { operations: 200 });
  expect(counterexample?.mismatch.difference).toMatch(/^it crashed: TypeError/);
  expect(counterexample?.operations).toHaveLength(1);
});

test('a check that is stopped has no verdict', async () => {
  const controller = new AbortController();
  const stopped = await compared(memory, { signal: controller.signal, onProgress: () => controller.abort() });
  expect(stopped).toMatchObject({ verdict: 'unknown', operations: 100, reason: 'it was stopped' });
  expect(equivalenceCheck(stopped)).toMatchObject({ verdict: 'unknown' });
});

test('a check that is stopped before it begins has no verdict', async () => {
  expect(await compared(memory, { signal: AbortSignal.abort() })).toMatchObject({
    ...{ verdict: 'unknown', operations: 0, reason: 'it was stopped', counterexample: null },
  });
});

test.each(['timeout', 'killed'])(
  'a program that does not answer (%s) has no verdict, and no counterexample',
  async (why) => {
    const silent = changed('silent', memory, () => ({
      getAllSessions: () => refusing(why),
      listSessions: () => refusing(why),
    }));
    expect(await compared(silent, { left: memory, operations: 500, seed: 3 })).toMatchObject({
      verdict: 'unknown',
      counterexample: null,
      reason: expect.stringContaining(`it was ${why}`),
    });
  },
);

test('a store that cannot be opened again is a mismatch of the restart', async () => {
  let opened = 0;
  const brittle: UnderTest = {
    ...{ ...memory, name: 'brittle', isPersistent: true },
    open: async (home, options) => {
      if (++opened > 2) throw new StoreError('E_CORRUPT', 'the file is damaged');
      return memory.open(home, options);
    },
  };
  const verdict = await compared(brittle, {
    offered: new Set(['getAllSessions']),
    shrinkBounds: { attemptsMax: 0, durationMsMax: 0 },
  });
  expect(verdict.counterexample?.mismatch.difference).toContain('did not restart');
});

/** Forgets sessions once, from the call of that number on, counted over all stores that are opened; then it is right. */
function flakySubject(call: number): UnderTest {
  let calls = 0;
  let hasForgotten = false;
  return changed('flaky', memory, (store) => {
    const right = store.getAllSessions.bind(store);
    return {
      getAllSessions: async (path) => {
        const sessions = await right(path);
        if (hasForgotten || ++calls < call || sessions.length === 0) return sessions;
        hasForgotten = true;
        return [];
      },
    };
  });
}

test('a wrong answer that does not come again fails, and is told as flaky, not reproduced', async () => {
  const verdict = await compared(flakySubject(9), { operations: 600, seed: 2 });
  expect(verdict).toMatchObject({ verdict: 'fail', counterexample: { replay: 'sound' } });
  const { counterexample } = verdict;
  expect(counterexample?.operations).toHaveLength(counterexample!.index + 1);
  const { detail } = equivalenceCheck(verdict);
  expect(detail).toContain('it did not happen again');
  expect(detail).toContain('flaky, not reproduced');
  expect(detail).not.toContain('operations show it');
});

test('a wrong answer that comes again is shown by the operations that show it', async () => {
  const verdict = await compared(mutant('update-replaces-all'));
  expect(verdict.counterexample?.replay).toBe('same');
  expect(equivalenceCheck(verdict).detail).toContain('operations show it');
});

test('seed and path give the operations of a counterexample again, and nothing is played for it', async () => {
  const broken = mutant('update-replaces-all');
  const options = { left: broken, right: broken, operations: 2_000, seed: 1 };
  const { counterexample } = await checkEquivalence(sessions, options);
  const { index, path, operations } = counterexample!;
  expect(path).toMatch(/^0(:\d+)+$/);
  const unplayable: UnderTest = { ...broken, open: async () => Promise.reject(new Error('it was opened')) };
  const offered = await commonOperations(options, await rulesOf(sessions));
  const again = { left: unplayable, right: unplayable, operations: index + 1, seed: 1, offered };
  expect(await operationsAt(sessions, path, again)).toEqual(operations);
  expect(await operationsAt(sessions, '0', again)).toHaveLength(index + 1);
  expect(equivalenceCheck(await checkEquivalence(sessions, options), () => 'the command').detail).toContain(
    'To play them again: the command',
  );
});

test.each(['1', '5:0', '0:99999', '0:3:1', '0:0:0:0:0:0:99999:0'])(
  'the path %s, which leads nowhere, is refused',
  async (path) => {
    const options = { left: memory, right: memory, operations: 20, seed: 1 };
    await expect(operationsAt(sessions, path, options)).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining('--operations'),
    });
  },
);

test('the walk to the operations of a path can be stopped', async () => {
  const controller = new AbortController();
  const options = { left: memory, right: memory, operations: 10_000_000, seed: 1 };
  setImmediate(() => controller.abort());
  await expect(operationsAt(sessions, '0', { ...options, signal: controller.signal })).rejects.toThrow(
    'aborted',
  );
});

test('no operations at all show nothing', async () => {
  const check = await replayCheck(sessions, { left: memory, right: memory, operations: [], name: 'replay' });
  expect(checkSchema.parse(check)).toMatchObject({
    verdict: 'unknown',
    detail: expect.stringContaining('no op'),
  });
});

test('an operation that no other can be taken from is made simpler all the same', async () => {
  const crashing = changed('crashing', memory, () => ({
    getSession: () => Promise.reject(new TypeError('cannot read properties of undefined')),
  }));
  const only = { offered: new Set(['getSession']), restarts: [], seed: 1 };
  const { counterexample } = await compared(crashing, only);
  expect(counterexample?.index).toBe(0);
  expect(counterexample?.path).not.toBe('0');
  expect(counterexample?.operations).toMatchObject([{ op: 'getSession', args: ['$W/alpha', ''] }]);
});

test('making a counterexample smaller ends with its time, and leaves no store open', async () => {
  const broken = mutant('update-replaces-all');
  let open = 0;
  const counted = changed('counted', broken, (store) => {
    const close = store.close.bind(store);
    open++;
    return {
      close: () => {
        open--;
        return close();
      },
    };
  });
  for (const durationMsMax of [0, 5]) {
    const verdict = await compared(counted, { shrinkBounds: { attemptsMax: 600, durationMsMax } });
    expect(verdict).toMatchObject({ verdict: 'fail', counterexample: { replay: 'same' } });
    expect(open).toBe(0);
    if (durationMsMax === 0)
      expect(equivalenceCheck(verdict).detail).toContain('s, then stopped: more time may find fewer');
  }
});

test('a check that is stopped while it makes a counterexample smaller still tells what differed', async () => {
  const { subject, signal, opened } = stoppedWhileShrinking(planted('update-replaces-all'));
  const verdict = await compared(asSubject(subject), { signal });
  expect(verdict).toMatchObject({ verdict: 'fail', counterexample: { replay: 'none', path: '0' } });
  expect(opened()).toBe(4);
});

test('an update of what is no session can ask for the current revision', async () => {
  const update = {
    op: 'updateSessionIf',
    args: ['$W/alpha', null, { expectedRevision: CURRENT_REVISION }],
  } as const;
  expect(await replay(sessions, { left: memory, right: memory, operations: [update] })).toBeNull();
});
