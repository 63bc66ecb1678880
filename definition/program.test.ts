import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { programStore } from './program.ts';
import { subjectOf } from './subjects.ts';

interface Shelf {
  put(name: string, text?: string): Promise<void>;
  take(name: string): Promise<void>;
  all(): Promise<Record<string, string | null>>;
  echo(...args: unknown[]): Promise<unknown[]>;
  now(): Promise<unknown>;
  refuse(): Promise<void>;
  nosuch(): Promise<void>;
  close(): Promise<void>;
}

const text = fc.tuple(fc.string());
const DEFINITION = {
  name: 'shelves',
  subjects: { shelf: { command: ['python3', new URL('./fixtures/shelf.py', import.meta.url).pathname] } },
  operations: () => ({
    put: { arguments: text, writes: true, names: ['name', 'text'], call: () => null },
    take: { arguments: text, writes: true, call: () => null },
  }),
  content: (store: Shelf) => store.all(),
};

const { freshFolder } = useFolder('program');
const subject = subjectOf<Shelf>(DEFINITION, 'shelf');
let shelf: Shelf;
beforeAll(async () => {
  shelf = await subject.open(freshFolder(), { clock: { now: () => 'NOON' } });
  return () => subject.close(shelf);
});

test('a method call is a request, with its arguments by position, or by name where the operation names them', async () => {
  expect(await shelf.put('a', 'first')).toBe(null);
  await shelf.put('b');
  await shelf.put('c');
  await shelf.take('c');
  expect(await shelf.all()).toEqual({ a: 'first', b: null });
  expect(await shelf.echo()).toEqual([]);
  expect(await shelf.echo(1, undefined, 'x', undefined)).toEqual([1, null, 'x']);
  expect(subject.isRemote && subject.isPersistent).toBe(true);
  expect(subject.offered(shelf)).toEqual(new Set(['put', 'take', 'echo', 'add']));
});

/** No number holds it. */
const odd = (integer: bigint): bigint => integer | 1n;

/** JavaScript writes 37209861672925128 with other digits at its end, which no number holds. */
const hasItsDigits = (number: number): boolean =>
  !/^-?\d+$/.test(String(number)) || BigInt(String(number)) === BigInt(number);

test('what a program is told comes back whole, integers of any size with all their digits', async () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      ...[fc.constant(null), fc.boolean(), fc.string({ unit: 'binary' }), fc.integer()],
      ...[
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .filter(hasItsDigits)
          .map((number) => number || 0),
      ],
      ...[
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).map(odd),
        // Odd before it gets its sign: -(2^53) and one more is an integer that a number holds.
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).map((integer) => -odd(integer)),
      ],
      ...[fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 })],
    ),
  })).any;
  await fc.assert(
    fc.asyncProperty(value, async (sent) => {
      expect(await shelf.echo(sent, 0)).toEqual([sent, 0]);
    }),
  );
});

test('minus zero, which JSON has and integers have not, is zero on both ways', async () => {
  expect(await shelf.echo(-0, 1)).toEqual([0, 1]);
});

test.each(['\ud800', Number.NaN, { deep: [Number.POSITIVE_INFINITY] }, { '\udc00': 1 }])(
  'what JSON cannot carry is not sent: %#',
  async (value) => {
    await expect(shelf.echo('x', value)).rejects.toMatchObject({
      code: 'E_ARGS',
      message: 'Argument 2 of echo holds a value that JSON cannot carry; nothing was sent.',
    });
  },
);

test('more arguments than the operation has names for are not sent', async () => {
  const put = shelf.put as unknown as Shelf['echo'];
  await expect(put('a', 'b', 'c')).rejects.toMatchObject({ code: 'E_ARGS' });
});

test('the clock of the store is told with every request', async () => {
  expect(await shelf.now()).toBe('NOON');
  const other = await subject.open(freshFolder());
  expect(await other.now()).toBe(null);
  await subject.close(other);
});

test('a refusal has the program’s text, and its code where it gives one; neither is a fault', async () => {
  await expect(shelf.take('nobody')).rejects.toMatchObject({ message: 'no nobody', code: 'NOT_FOUND' });
  const error = (await shelf.refuse().catch((thrown) => thrown)) as Error;
  expect(error).toMatchObject({ message: 'not today' });
  expect(error).not.toHaveProperty('code');
  await expect(shelf.nosuch()).rejects.toMatchObject({ code: 'E_SUBJECT', message: 'unknown op nosuch' });
  expect(await shelf.echo(1)).toEqual([1]);
});

test('no promise, no JSON and no text form of a store asks the program anything', async () => {
  expect(await Promise.resolve(shelf)).toBe(shelf);
  expect(JSON.stringify({ shelf })).toBe('{"shelf":{}}');
  expect(String(shelf)).toBe('[object Object]');
  expect(shelf.all).toBe(shelf.all);
});

test('what was acknowledged is there when the program is started again, also after it was killed', async () => {
  const home = freshFolder();
  const first = await subject.open(home);
  await first.put('a', '日本 \u0000');
  await subject.kill(first);
  await expect(first.all()).rejects.toMatchObject({ code: 'E_CLOSED' });
  const second = await subject.open(home);
  expect(await second.all()).toEqual({ a: '日本 \u0000' });
  await second.close();
  await second.close();
  await expect(second.all()).rejects.toMatchObject({ code: 'E_CLOSED' });
});

/** A program that answers each request `q` with what the expression says, or writes what it says. */
const fake = (answer: string, { operations = DEFINITION.operations as object, timeoutMs = 30_000 } = {}) =>
  programStore<Shelf>(
    { operations: operations as typeof DEFINITION.operations },
    [
      process.execPath,
      '-e',
      `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const q = JSON.parse(line);
        const say = (answer) => console.log(JSON.stringify({ ...answer, id: q.id }));
        if (q.op === 'capabilities') return say({ err: 'what?' });
        ${answer}
      });`,
    ],
    { timeoutMs },
  );

test('a program that does not say what it has is taken to have every operation', async () => {
  const program = fake('say({ ok: 1 })');
  const store = await program.open('/h', {});
  expect(program.offered?.(store)).toEqual(new Set(['put', 'take']));
  await program.close?.(store);
});

test('an operation named like a method of every store or object is asked of the program', async () => {
  const own = { arguments: text, writes: true, call: () => null };
  const program = fake('say({ ok: q.op })', { operations: { close: own, valueOf: own } });
  const store = await program.open('/h', {});
  expect([await store.close(), await store.valueOf()]).toEqual(['close', 'valueOf']);
  await program.close?.(store);
  await expect(store.close()).rejects.toMatchObject({ code: 'E_CLOSED' });
});

test.each([
  ['dies', `console.error('out of luck'); process.exit(3)`, /exit code 3.*out of luck/],
  ['writes garbage', `console.log('hello')`, /a line that is no answer/],
  ['forgets the id', `console.log('{"ok":null}')`, /the id of the request is missing/],
  ['answers neither', `say({})`, /neither `ok` nor `err`/],
  ['refuses without a text', `say({ err: 7 })`, /neither `ok` nor `err`/],
])('a program that %s fails with what happened, now and later', async (_what, answer, message) => {
  const program = fake(answer);
  const store = await program.open('/h', {});
  const expected = { code: 'E_SUBJECT', message: expect.stringMatching(message) };
  await expect(store.all()).rejects.toMatchObject(expected);
  await expect(store.all()).rejects.toMatchObject(expected);
  await program.close?.(store);
});

test('a program that never answers is ended when its time is over', async () => {
  const program = fake('', { timeoutMs: 50 });
  // A busy machine may not even have started it by then.
  const silence = async (): Promise<unknown> => (await program.open('/h', {})).all();
  await expect(silence()).rejects.toMatchObject({ code: 'E_SUBJECT', data: { reason: 'timeout' } });
});

test.each([
  ['dies of it', `console.error('KeyError\\n  home'); process.exit(1)`],
  ['answers something else', 'console.log(\'{"ok":null,"id":1}\')'],
])(
  'a program that does not expect the first request is told how to answer it: it %s',
  async (_what, answer) => {
    const script = `process.stdin.on('data', () => { ${answer} })`;
    const opening = programStore<Shelf>(DEFINITION, [process.execPath, '-e', script]).open('/h', {});
    const error = (await Promise.resolve(opening).catch((thrown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'E_SUBJECT' });
    for (const said of [
      '{"op":"capabilities","id":1}',
      '"ops": [',
      '{"err":"unknown op","stage":"ipc","id":1}',
    ])
      expect(error.message).toContain(said);
    expect(error.message).not.toContain('\n');
  },
);

test('a program that cannot be started says so, and one without a command is refused', async () => {
  const program = programStore(DEFINITION, ['/nonexistent/program']);
  await expect(program.open('/h', {})).rejects.toMatchObject({
    code: 'E_SUBJECT',
    message: expect.stringContaining('could not be started'),
  });
  expect(() => programStore(DEFINITION, [])).toThrow('needs a command');
});
