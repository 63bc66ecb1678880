import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { serve } from './server.ts';

const { root: home } = useFolder('server');

/** The answer lines to request lines. */
async function answersOf(
  name: string,
  lines: readonly (string | object)[],
  lineBytesMax = 100_000,
): Promise<string[]> {
  const output = new PassThrough();
  const answers: Buffer[] = [];
  output.on('data', (chunk: Buffer) => answers.push(chunk));
  const input = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  await serve(name, Readable.from(input, { objectMode: false }), output, { lineBytesMax });
  return Buffer.concat(answers).toString('utf8').split('\n').slice(0, -1);
}

const parsed = async (name: string, lines: readonly (string | object)[], lineBytesMax?: number) =>
  (await answersOf(name, lines, lineBytesMax)).map((line) => JSON.parse(line));

const session = (id: string) => ({
  id,
  type: 'debate',
  task: 't',
  status: 'running',
  createdAt: '2025-11-12T14:00:00Z',
  updatedAt: '2025-11-12T14:00:00Z',
  instances: [],
  chatHistory: [],
});

test('requests are answered in order, one line each, with their ids', async () => {
  const answers = await parsed('memory', [
    { op: 'create_session', home, workspacePath: '/w', session: session('a'), id: 'first' },
    { op: 'get_all_sessions', home, workspacePath: '/w', id: [2] },
    { op: 'delete_session', home, workspacePath: '/w', sessionId: 'a', id: null },
    { op: 'get_session', home, workspacePath: '/w', sessionId: 'a' },
  ]);
  expect(answers.map(({ id }) => id)).toEqual(['first', [2], null, undefined]);
  expect(answers[0].ok).toMatchObject({ id: 'a', completedAt: null, totalDuration: null });
  expect(answers[1].ok).toEqual([answers[0].ok]);
  expect(answers[2]).toEqual({ ok: null, id: null });
  expect(answers[3]).toEqual({ err: 'Session a not found', stage: 'command' });
});

test('integers keep all their digits, in sessions as in ids', async () => {
  const big = JSON.stringify(session('a')).replace('}', ',"totalDuration":18446744073709551615}');
  const [created, fetched] = await answersOf('memory', [
    `{"op":"create_session","home":"/h","workspacePath":"/w","session":${big},"id":18446744073709551617}`,
    '{"op":"get_session","home":"/h","workspacePath":"/w","sessionId":"a","id":{"n":[-1.50e0,9007199254740993]}}',
  ]);
  expect(created).toContain('"totalDuration":18446744073709551615,');
  expect(created).toMatch(/,"id":18446744073709551617}$/);
  expect(fetched).toMatch(/,"id":{"n":\[-1.50e0,9007199254740993\]}}$/);
});

test('a request’s now is the clock of its operation and of no other', async () => {
  const request = { op: 'add_chat_message', home, workspacePath: '/w', sessionId: 'a' };
  const message = { id: 'm', role: 'user', content: 'c', timestamp: 't' };
  const answers = await parsed('memory', [
    { op: 'create_session', home, workspacePath: '/w', session: session('a') },
    { ...request, message, now: 'NOW' },
    { ...request, message },
    { ...request, message, now: 5 },
  ]);
  expect(answers[1].ok.updatedAt).toBe('NOW');
  expect(answers[2].ok.updatedAt).toMatch(/^\d{4}-.*\+00:00$/);
  expect(answers[3]).toEqual({
    err: 'invalid args `now` for command `add_chat_message`: expected a string',
    stage: 'args',
  });
});

test('what is no request is answered at stage ipc, and the next request is served', async () => {
  const garbage = [
    '',
    'nonsense',
    '[]',
    '3',
    'null',
    '1.5',
    '{"op":',
    '{}',
    '{"op":7}',
    '{"op":"drop_table"}',
  ];
  const answers = await parsed('memory', [...garbage, { op: 'hash', workspacePath: '' }]);
  expect(answers.slice(0, -1).map(({ stage }) => stage)).toEqual(garbage.map(() => 'ipc'));
  expect(answers.at(-1)).toEqual({ ok: 'e3b0c44298fc1c14' });
});

test('a line that is too long costs one answer', async () => {
  const answers = await parsed('memory', ['x'.repeat(300), { op: 'hash_raw', workspacePath: 'a' }], 200);
  expect(answers[0]).toEqual({ err: 'not a request: the line is too long', stage: 'ipc' });
  expect(answers[1].ok).toMatch(/^[0-9a-f]{16}$/);
});

test('invalid UTF-8 is no request', async () => {
  const output = new PassThrough();
  await serve('memory', Readable.from([Buffer.from([0x22, 0xff, 0x22, 0x0a])]), output);
  expect(JSON.parse(String(output.read()))).toMatchObject({ stage: 'ipc' });
});

test('arguments of the wrong type are named in the app’s form', async () => {
  const at = { home, workspacePath: '/w' };
  const answers = await parsed('memory', [
    { op: 'create_session', ...at, session: { ...session('a'), id: 3 } },
    { op: 'create_session', ...at },
    { op: 'get_session', home, sessionId: 'a' },
    { op: 'get_session', workspacePath: '/w', sessionId: 'a' },
    { op: 'update_instance_status', ...at, sessionId: 'a', instanceId: -1, newStatus: 'idle' },
    { op: 'list_sessions', ...at, query: 1.5 },
    { op: 'list_messages', ...at, sessionId: 'a', page: { offset: 0.5 } },
    { op: 'search_sessions', ...at },
  ]);
  expect(answers.every(({ stage }) => stage === 'args')).toBe(true);
  expect(answers.map(({ err }) => err.split(':')[0])).toEqual([
    'invalid args `session` for command `create_session`',
    'invalid args `session` for command `create_session`',
    'invalid args `workspacePath` for command `get_session`',
    'invalid args `home` for command `get_session`',
    'invalid args `instanceId` for command `update_instance_status`',
    'invalid args `query` for command `list_sessions`',
    'invalid args `page` for command `list_messages`',
    'invalid args `search` for command `search_sessions`',
  ]);
  expect(answers[0].err).toMatch(/`create_session`: \/id: expected a string$/);
});

test('an empty home is refused, instead of being the directory that the server runs in', async () => {
  const [answer] = await parsed('json', [{ op: 'get_all_sessions', home: '', workspacePath: '/w' }]);
  expect(answer).toEqual({
    err: 'invalid args `home` for command `get_all_sessions`: expected a path',
    stage: 'args',
  });
});

test('pages, search and statistics are served as the contract has them', async () => {
  const at = { home, workspacePath: '/w' };
  const answers = await parsed('memory', [
    { op: 'create_session', ...at, session: session('a') },
    { op: 'create_session', ...at, session: session('b') },
    { op: 'list_sessions', ...at, query: { limit: 1 } },
    { op: 'session_statistics', ...at, filter: { types: ['debate'] } },
    { op: 'search_sessions', ...at, search: { text: 't', limit: 1 } },
    { op: 'search_sessions', ...at, text: 't' },
    { op: 'list_instances', ...at, sessionId: 'a' },
    { op: 'list_messages', ...at, sessionId: 'a', page: { limit: 1 } },
  ]);
  expect(answers[2].ok.sessions).toHaveLength(1);
  expect(answers[3].ok.totals.sessions).toBe(2);
  expect(answers[4].ok.hits[0].id).toBe('b');
  expect(answers[5].ok.hits).toHaveLength(2);
  expect(answers[6].ok).toEqual({ items: [], total: 0 });
  expect(answers[7].ok).toEqual({ items: [], total: 0 });
});

test('the file operations and the debate writer are offered for session files only', async () => {
  const file = join(home, 'f.json');
  const [capabilities, ...answers] = await parsed('json', [
    { op: 'capabilities' },
    {
      op: 'debate_status',
      home,
      workingDir: '/d',
      debateId: 'x',
      status: 'round_1',
      startedAt: 's',
      now: 'n',
    },
    { op: 'get_session', home, workspacePath: '/d', sessionId: 'x' },
    { op: 'rewrite_file', file },
    { op: 'load_file', file },
  ]);
  expect(capabilities.ok).toMatchObject({ name: 'json', version: expect.stringMatching(/^\d+\./) });
  expect(capabilities.ok.ops).toContain('rewrite_file');
  expect(answers.map(({ err }) => err)).toEqual([undefined, undefined, undefined, undefined]);
  expect(answers[1].ok).toMatchObject({ status: 'round_1', createdAt: 's', updatedAt: 'n' });
  expect(answers[3].ok).toEqual([]);
  const [memory, refused] = await parsed('memory', [{ op: 'capabilities' }, { op: 'load_file', file }]);
  expect(memory.ok.ops).not.toContain('debate_status');
  expect(refused.stage).toBe('ipc');
});

test('each home has a store of its own', async () => {
  const answers = await parsed('memory', [
    { op: 'create_session', home: '/1', workspacePath: '/w', session: session('a') },
    { op: 'get_all_sessions', home: '/2', workspacePath: '/w' },
    { op: 'get_all_sessions', home: '/1', workspacePath: '/w' },
  ]);
  expect(answers.map(({ ok }) => ok.length)).toEqual([undefined, 0, 1]);
});

test('strict mode is the server’s to choose', async () => {
  const output = new PassThrough();
  const line = JSON.stringify({ op: 'create_session', home, workspacePath: '/w', session: session('a') });
  await serve('memory', Readable.from([`${line}\n`]), output, { strict: true });
  expect(JSON.parse(String(output.read())).err).toMatch(/^refused by strict mode at \/instances/);
});

test('a slow reader slows the server down instead of filling memory', async () => {
  let waiting: (() => void) | undefined;
  let written = 0;
  const output = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      written++;
      waiting = done;
    },
  });
  let asked = 0;
  async function* requests(): AsyncGenerator<string> {
    for (; asked < 50; asked++) yield '{"op":"hash","workspacePath":"a"}\n';
  }
  const ended = serve('memory', Readable.from(requests(), { objectMode: false, highWaterMark: 1 }), output);
  while (written < 50) {
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked - written).toBeLessThan(10);
    const done = waiting;
    waiting = undefined;
    done?.();
  }
  const timer = setInterval(() => waiting?.(), 1);
  await ended;
  clearInterval(timer);
});

test('a reader that goes away ends the server quietly', async () => {
  const output = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    },
  });
  const input = new PassThrough();
  input.write('{"op":"hash","workspacePath":"a"}\n');
  await expect(serve('memory', input, output)).resolves.toBeUndefined();
});

test('an unknown store is refused before anything is read', async () => {
  await expect(answersOf('nosuch', [])).rejects.toMatchObject({ code: 'E_USAGE' });
});
