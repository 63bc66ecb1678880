import { expect, test } from 'vitest';
import { MemoryStore } from '../contract/memory-store.ts';
import type { SessionInput } from '../contract/session.ts';
import type { SessionStore } from '../contract/store.ts';
import { isAlive } from '../contract/suite/is-alive.ts';
import { programSubject, servedSubject } from './program-subject.ts';

const session: SessionInput = {
  id: 'a',
  type: 'debate',
  task: 't',
  status: 'running',
  createdAt: '2025-11-12T14:00:00Z',
  updatedAt: '2025-11-12T14:00:00Z',
  instances: [],
  chatHistory: [],
  totalDuration: 18446744073709551615n,
};

/** A program that answers each request `q` with what the expression says, or writes what it says. */
const fake = (answer: string, options = {}) =>
  programSubject(
    [
      process.execPath,
      '-e',
      `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const q = JSON.parse(line);
        const ok = (ok) => console.log(JSON.stringify({ ok, id: q.id }));
        const err = (err, stage) => console.log(JSON.stringify({ err, stage, id: q.id }));
        if (q.op === 'capabilities') return err('unknown op', 'ipc');
        ${answer}
      });`,
    ],
    options,
  );

test('a store behind the protocol answers as the store itself, big integers and errors included', async () => {
  const store = await servedSubject('memory').open('/h', { clock: { now: () => 'NOW' } });
  expect((await store.createSession('/w', session)).totalDuration).toBe(18446744073709551615n);
  const message = { id: 'm', role: 'user', content: '\u0000 日本', timestamp: 't' };
  expect(await store.addChatMessage('/w', 'a', message)).toMatchObject({ updatedAt: 'NOW' });
  await expect(store.getSession('/w', 'x')).rejects.toMatchObject({
    code: 'E_SESSION_NOT_FOUND',
    message: 'Session x not found',
  });
  expect(await store.deleteSession('/w', 'a')).toBeUndefined();
  expect(store.capabilities).toMatchObject({ name: 'memory' });
  await store.close();
  await store.close();
  await expect(store.getSession('/w', 'x')).rejects.toMatchObject({ code: 'E_CLOSED' });
});

test('requests may overlap and each gets its own answer', async () => {
  const store = await servedSubject('memory').open('/h');
  const created = await Promise.all(
    Array.from({ length: 50 }, (_, index) => store.createSession('/w', { ...session, id: `s${index}` })),
  );
  expect(created.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `s${index}`));
  await store.close();
});

test('a program that gave up on a lock can say so, whatever its text is', async () => {
  const busy = `console.log(JSON.stringify({ err: 'busy', stage: 'command', code: 'E_LOCKED', id: q.id }))`;
  const store = await fake(busy).open('/h');
  await expect(store.getSession('/w', 'x')).rejects.toMatchObject({ code: 'E_LOCKED', message: 'busy' });
  await store.close();
});

test('a program without capabilities has the first seven operations', async () => {
  const store = await fake('ok(null)').open('/h');
  expect([...store.offered].sort()).toEqual([
    'addChatMessage',
    'createSession',
    'deleteSession',
    'getAllSessions',
    'getSession',
    'updateInstanceStatus',
    'updateSession',
  ]);
  await expect(store.listSessions('/w')).rejects.toMatchObject({ code: 'E_REFUSED' });
  await expect(store.transaction()).rejects.toMatchObject({ code: 'E_REFUSED' });
  await store.close();
});

test('values that JSON cannot carry are refused with their path, before they are sent', async () => {
  const store = await servedSubject('memory').open('/h');
  const refused = (message: string) => ({ code: 'E_ARGS', message: expect.stringContaining(message) });
  await expect(store.createSession('/w', { ...session, id: '\ud800' })).rejects.toMatchObject(refused('/id'));
  await expect(store.createSession('/w', { ...session, totalDuration: 2 ** 60 })).rejects.toMatchObject(
    refused('/totalDuration'),
  );
  await expect(store.updateInstanceStatus('/w', 'a', -0, 'idle')).rejects.toMatchObject(
    refused('instanceId'),
  );
  await expect(store.listSessions('/w', { limit: Number.NaN })).rejects.toMatchObject(refused('/limit'));
  await expect(store.getSession('\udc00', 'a')).rejects.toMatchObject(refused('workspacePath'));
  const odd = { ...session, unknownKey: Number.NaN };
  expect(await store.createSession('/w', odd)).not.toHaveProperty('unknownKey');
  await store.close();
});

test('of several wrong arguments the first is named, even where only a later one cannot be sent', async () => {
  const store = await servedSubject('memory').open('/h');
  await expect(store.updateInstanceStatus('/w', 'a', -1, '\ud800')).rejects.toMatchObject({
    code: 'E_ARGS',
    message: expect.stringContaining('instanceId'),
  });
  await store.close();
});

test('of several wrong arguments a read names the one that every store names', async () => {
  const served = await servedSubject('memory').open('/h');
  const reads: readonly ((store: SessionStore) => Promise<unknown>)[] = [
    (store) => store.listSessions('\ud800', { limit: 0 }),
    (store) => store.searchSessions('\ud800', { text: 'a', limit: 0 }),
    (store) => store.sessionStatistics('\ud800', { types: 3 as never }),
    (store) => store.listMessages('\ud800', '\ud800', { limit: 0 }),
  ];
  for (const read of reads) {
    const expected = await read(new MemoryStore()).catch((error: Error) => error.message);
    expect(expected).not.toContain('workspacePath');
    await expect(read(served)).rejects.toThrow(expected as string);
  }
  await served.close();
});

test('a program that cannot be started says so', async () => {
  await expect(programSubject(['/nonexistent/program']).open('/h')).rejects.toMatchObject({
    code: 'E_SUBJECT',
    message: expect.stringContaining('could not be started'),
  });
  expect(() => programSubject([])).toThrow('needs a command');
});

const broken: readonly (readonly [string, string, string])[] = [
  ['dies', `console.error('out of luck'); process.exit(3)`, 'ended with exit code 3'],
  ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'was ended by SIGKILL'],
  ['writes garbage', `console.log('hello')`, 'a line that is no answer'],
  [
    'writes bytes that are no UTF-8',
    `process.stdout.write(Buffer.from([255, 10]))`,
    'a line that is no answer',
  ],
  ['answers with another id', `console.log('{"ok":null,"id":77}')`, 'the id of the request is missing'],
  ['forgets the id', `console.log('{"ok":null}')`, 'the id of the request is missing'],
  ['answers neither ok nor err', `console.log(JSON.stringify({ id: q.id }))`, 'neither `ok` nor `err`'],
  ['gives an unknown stage', `err('no', 'somewhere')`, 'neither `ok` nor `err`'],
];
test.each(broken)(
  'a program that %s fails with what happened, now and later',
  async (_what, answer, text) => {
    const store = await fake(answer).open('/h');
    const expected = { code: 'E_SUBJECT', message: expect.stringContaining(text) };
    await expect(store.deleteSession('/w', 'a')).rejects.toMatchObject(expected);
    await expect(store.deleteSession('/w', 'a')).rejects.toMatchObject(expected);
    await store.close();
  },
);

test.each([
  ['SIGKILL', 'killed'],
  ['SIGTERM', 'killed'],
  ['SIGABRT', 'end'],
])('a signal from outside is told from a crash: %s is "%s"', async (signal, reason) => {
  const store = await fake(`process.kill(process.pid, '${signal}')`).open('/h');
  await expect(store.deleteSession('/w', 'a')).rejects.toMatchObject({ data: { reason } });
  await store.close();
});

test('a program’s last words are part of the error', async () => {
  const store = await fake(`console.error('out of luck'); process.exit(3)`).open('/h');
  await expect(store.deleteSession('/w', 'a')).rejects.toThrow('out of luck');
  await store.close();
});

test('a program that never answers is ended when its time is over', async () => {
  const store = await fake('', { timeoutMs: 50 })
    .open('/h')
    .catch((error) => error);
  if (store instanceof Error) return expect(store).toMatchObject({ data: { reason: 'timeout' } });
  await expect(store.deleteSession('/w', 'a')).rejects.toMatchObject({ data: { reason: 'timeout' } });
  await store.close();
});

const answers: readonly (readonly [string, string, string])[] = [
  ['no object', 'ok(null)', 'what is no session'],
  ['a session that lacks keys', `ok({ id: 'a' })`, 'without `type`'],
  ['a value of the wrong type', 'ok({ ...whole, id: 3 })', 'what is no session'],
  ['an unknown key', 'ok({ ...whole, extra: 3 })', 'unknown key `extra`'],
  [
    'a float for an integer',
    `console.log(JSON.stringify({ ok: whole, id: q.id }).replace('"winnerId":null', '"winnerId":1.0'))`,
    'what is no session',
  ],
];
test.each(answers)('an answer that is %s is a fault of that operation only', async (_what, answer, text) => {
  const keys =
    'id type task status createdAt updatedAt completedAt instances chatHistory model timeoutSeconds preserveWorktrees winnerId runtimeMix totalDuration totalFilesChanged totalLinesAdded totalLinesDeleted';
  const whole = `const whole = Object.fromEntries('${keys}'.split(' ').map((key, at) => [key, at < 6 ? '' : null]));
    whole.instances = whole.chatHistory = [];
    if (q.op === 'delete_session') return ok(null);`;
  const store = await fake(`${whole} ${answer}`).open('/h');
  await expect(store.getSession('/w', 'a')).rejects.toMatchObject({
    code: 'E_SUBJECT',
    message: expect.stringContaining(text),
  });
  await store.deleteSession('/w', 'a');
  await store.close();
});

test('closing ends a program that ignores the end of its input, and its descendants', async () => {
  const program = `const { spawn } = require('node:child_process');
    if (q.op === 'delete_session') {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      return err(String(child.pid), 'command');
    }`;
  const store = await fake(program).open('/h');
  const pid = Number(await store.deleteSession('/w', 'a').catch((error: Error) => error.message));
  expect(isAlive(pid)).toBe(true);
  await store.kill();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('strict mode is refused, for the protocol has none', async () => {
  await expect(servedSubject('memory').open('/h', { strict: true })).rejects.toMatchObject({
    code: 'E_REFUSED',
  });
});
