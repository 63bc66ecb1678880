import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { execaNode } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programFile } from '../contract/package-root.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { type Counters, counters } from './fixtures/counters-definition.ts';
import { serveSubject } from './serve.ts';
import { servedSubject } from './served.ts';

const { freshFolder } = useFolder('serve');
const source = {
  url: new URL('./fixtures/counters-definition.ts', import.meta.url).href,
  definition: counters,
};

async function answersOf(...lines: readonly unknown[]): Promise<unknown[]> {
  const output = new PassThrough();
  const home = freshFolder();
  const input = Readable.from(lines.map((line) => `${JSON.stringify({ home, ...(line as object) })}\n`));
  const served = serveSubject(counters, 'file', input, output).finally(() => output.end());
  const [answers] = await Promise.all([text(output), served]);
  return answers
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

test('a store is asked by the names of its methods, with arguments by position or by name', async () => {
  expect(
    await answersOf(
      { op: 'add', args: ['a', 2], id: 1 },
      { op: 'add', args: ['a'] },
      { op: 'set', args: { value: 7, name: 'b' } },
      { op: 'set', args: { name: 'c' } },
      { op: 'all' },
    ),
  ).toEqual([{ ok: 2, id: 1 }, { ok: 3 }, { ok: null }, { ok: null }, { ok: { a: 3, b: 7, c: 0 } }]);
});

test('it says what it has, and what it has not costs one answer', async () => {
  const ipc = { err: expect.any(String), stage: 'ipc' };
  expect(
    await answersOf(
      { op: 'capabilities' },
      ...[{ op: 'nosuch' }, { op: 'toString' }, { op: 'constructor' }, { op: '__proto__' }, { op: 'close' }],
      ...[
        { op: 'add', home: '' },
        { op: 'add', home: 7 },
        { op: 'add', args: 7 },
        { op: 'add', args: {} },
      ],
      { op: 'all' },
    ),
  ).toEqual([
    { ok: { name: 'file', version: expect.any(String), ops: ['add', 'set', 'fail', 'forget'] } },
    ...Array.from({ length: 9 }, () => ipc),
    { ok: {} },
  ]);
});

test('a refusal has its text, and its code where there is one', async () => {
  expect(await answersOf({ op: 'fail', args: ['LUCK'] }, { op: 'fail', args: [] })).toEqual([
    { err: 'no luck', code: 'LUCK' },
    { err: 'no luck' },
  ]);
});

test('what no store may throw ends the server, and whoever asked sees it', async () => {
  await expect(answersOf({ op: 'forget' })).rejects.toMatchObject({ code: 'E_SUBJECT' });
  const subject = servedSubject(source, 'file');
  const store = await subject.open(freshFolder());
  await expect(store.forget()).rejects.toMatchObject({
    code: 'E_SUBJECT',
    message: expect.stringMatching(
      /exit code 1\..* Its error output ends: A store threw what no store may throw: TypeError: Cannot read[^\n]*$/,
    ),
  });
  await subject.close(store);
});

test('a store over the line holds what it holds without one', async () => {
  const subject = servedSubject<Counters>(source, 'file');
  expect(subject).toMatchObject({ name: 'file over stdio', isRemote: true, isPersistent: true });
  expect(servedSubject(source, 'memory').isPersistent).toBe(false);
  const home = freshFolder();
  const [store, here] = [await subject.open(home), await counters.subjects.file.open(freshFolder())];
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.integer(), async (name, by) => {
      expect(await store.add(name, by)).toBe(await here.add(name, by));
    }),
    { numRuns: 50 },
  );
  await subject.close(store);
  const again = await subject.open(home);
  expect(await again.all()).toEqual(await here.all());
  await subject.close(again);
});

test('a definition whose programs are asked in another way says how its stores are served', () => {
  const definition = { ...counters, served: (name: string) => ['serve-it', name], program: asked };
  const commands: unknown[] = [];
  function asked(command: readonly string[], name: string) {
    commands.push([command, name]);
    return counters.subjects.file;
  }
  servedSubject({ ...source, definition }, 'file');
  expect(commands).toEqual([[['serve-it', 'file'], 'file over stdio']]);
});

test('a served store that leaves a timer behind does not keep its program', async () => {
  const input = `${JSON.stringify({ op: 'add', home: freshFolder(), args: ['a', 2] })}\n`;
  const { stdout } = await execaNode(programFile('definition/serve-process'), [source.url, 'lingering'], {
    input,
  });
  expect(stdout).toBe('{"ok":2}');
});

test('an answer that has no form in JSON is null, as it is to who asks the store itself', async () => {
  expect(await answersOf({ op: 'told' }, { op: 'all' })).toEqual([{ ok: null }, { ok: {} }]);
});
