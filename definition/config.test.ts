import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { configAt } from './config.ts';

const { freshFolder } = useFolder('config');

/** Of a definition that lacks nothing it needs; `changes` are properties of JavaScript, the last one wins. */
const definitionText = (changes = ''): string => `
const arbitrary = { generate() {}, map() {} };
const open = () => ({});
export default {
  name: 'notes',
  subjects: { json: { open }, sqlite: { open }, plain: { open, role: 'model' } },
  operations: { add: { arguments: arbitrary, writes: true, call: (store) => store } },
  content: () => null,
  ${changes}
};`;

function fileWith(text: string, name = 'a.mjs'): string {
  const file = join(freshFolder(), name);
  writeFileSync(file, text);
  return file;
}

const failureOf = async (file: string): Promise<{ code: string; message: string }> =>
  configAt(file).then(
    () => ({ code: 'none', message: '' }),
    ({ code, message }) => ({ code, message: message.replace(file, 'FILE') }),
  );

test('a definition is loaded with the URL that its processes load it from', async () => {
  const file = fileWith(definitionText());
  const { url, definition } = await configAt(file);
  expect(definition.name).toBe('notes');
  expect(new URL(url).pathname).toBe(file);
});

test('types are no obstacle where Node strips them', async () => {
  const file = fileWith(`const typed: string = 'x';\n${definitionText('name: typed as string')}`, 'a.mts');
  expect((await configAt(file)).definition.name).toBe('x');
});

test('parts may be functions that bring them', async () => {
  const operations = 'operations: async () => ({ add: { arguments: arbitrary, writes: true, call: open } })';
  expect((await configAt(fileWith(definitionText(operations)))).definition.operations).toBeTypeOf('function');
});

test.each([
  ['threw', "throw new Error('no such table');", 'no such table (FILE:1:7)'],
  ['rejected', "export default await Promise.reject(new TypeError('later'));", 'later (FILE:1:37)'],
  ['threw no error', "throw 'a text';", 'FILE threw a text.'],
  ['is no JavaScript', 'export default {;', "Unexpected token ';' (FILE)"],
  [
    'imports what is not there',
    "import 'no-such-package';",
    "Cannot find package 'no-such-package' imported from FILE",
  ],
])('a file that %s is told with its message and place, and without a stack', async (_, text, told) => {
  const { code, message } = await failureOf(fileWith(text));
  expect(code).toBe('E_USAGE');
  expect(message).toContain(told);
  expect(message).not.toContain('\n');
  expect(message).not.toContain('node:internal');
});

test('a failure in a module that the file imports is told with the place in that module', async () => {
  const file = fileWith("import './store.mjs';");
  writeFileSync(join(file, '..', 'store.mjs'), '\n  undefinedName();');
  expect((await failureOf(file)).message).toMatch(/undefinedName is not defined \(.*store\.mjs:2:3\)/);
});

test('a failure in a part that is a function is told with its place', async () => {
  const file = fileWith(definitionText("load: () => { throw new Error('late'); }"));
  expect((await failureOf(file)).message).toContain('late (FILE:9:23)');
});

test('syntax of TypeScript that Node cannot strip is told', async () => {
  const { code, message } = await failureOf(fileWith('enum A { B }\nexport default A;', 'a.mts'));
  expect({ code, message }).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(/enum.*FILE:1/),
  });
});

test('a missing file is E_NOT_FOUND, and what is no module E_USAGE', async () => {
  const folder = freshFolder();
  expect((await failureOf(join(folder, 'none.ts'))).code).toBe('E_NOT_FOUND');
  mkdirSync(join(folder, 'folder.ts'));
  expect((await failureOf(join(folder, 'folder.ts'))).message).toContain('it must be a module');
  expect((await failureOf(fileWith('{}', 'a.json'))).message).toContain('it must be a module');
});

test('a Node that strips no types is told what to do', async () => {
  const features = process.features as { typescript: unknown };
  const before = Object.getOwnPropertyDescriptor(features, 'typescript') as PropertyDescriptor;
  Object.defineProperty(features, 'typescript', { ...before, get: () => false });
  try {
    expect((await failureOf(fileWith(definitionText(), 'a.ts'))).message).toMatch(/22\.18 on.*\.mjs/);
  } finally {
    Object.defineProperty(features, 'typescript', before);
  }
});

test.each([
  ['no default export', 'export const x = 1;', 'the default export is missing; write'],
  ['no object', 'export default 7;', 'the default export must be an object, and is 7'],
])('%s', async (_, text, told) => {
  expect(await failureOf(fileWith(text))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(told),
  });
});

test.each([
  ['name: undefined', 'name must be a text of 1 to 80 characters in one line, and is missing'],
  ["name: 'a\\nb'", 'name must be a text'],
  ['subjects: {}', 'subjects must have something in it, and is empty'],
  ['subjects: []', 'subjects must be an object, and is an empty array'],
  ['subjects: { json: {} }', 'subjects.json.open must be a function, and is missing'],
  [
    "subjects: { json: { open, role: 'best' } }",
    'subjects.json.role must be one of model, store, peer, and is "best"',
  ],
  [
    'subjects: { json: { open, isPersistant: true } }',
    'subjects.json.isPersistant is not known; there are open, close',
  ],
  ["subjects: { 'a,b': { open } }", 'subjects.a,b cannot be a name in results'],
  ["subjects: { 'program-x': { open } }", 'subjects.program-x cannot begin with "program-"'],
  ['subjects: { json: { open }, Json: { open } }', 'subjects.Json differs from json only in capital letters'],
  [
    "subjects: { a: { open, role: 'model' }, b: { open, role: 'model' } }",
    'subjects must have one model, and has a, b',
  ],
  [
    'subjects: { json: { command: [] } }',
    'subjects.json.command must be an array with something in it, and is an empty array',
  ],
  ['operations: {}', 'operations must have something in it, and is empty'],
  ['operations: () => ({})', 'operations must have something in it, and is empty'],
  [
    'operations: { add: { arguments: [], writes: true, call: open } }',
    'operations.add.arguments must be an arbitrary of fast-check',
  ],
  [
    "operations: { add: { arguments: arbitrary, writes: 'yes', call: open } }",
    'operations.add.writes must be true or false, and is "yes"',
  ],
  [
    'operations: { add: { arguments: arbitrary, writes: true, call: open, weight: 0 } }',
    'operations.add.weight must be a number above 0, and is 0',
  ],
  [
    'operations: { add: { arguments: arbitrary, writes: true, call: 1 } }',
    'operations.add.call must be a function',
  ],
  ['content: null', 'content must be a function, and is null'],
  ['migration: {}', 'migration is not known; there are name, subjects, operations'],
  [
    "migrations: { m: { from: 'json', to: 'sql', run: open } }",
    'migrations.m.to must be one of the subjects json, sqlite, plain, and is "sql"',
  ],
  [
    'datasets: { small: { fill: open, sizes: [0] } }',
    'datasets.small.sizes.0 must be a whole number above 0, and is 0',
  ],
  [
    "workloads: { add: { group: 'reads', prepare: open } }",
    'workloads.add.group must be one of read, write, start',
  ],
  ['load: { fill: open }', 'load.operations must be an object, and is missing'],
  [
    "load: { operations: { add: { does: 'insert', call: open } } }",
    'load.operations.add.does must be one of append, read, transaction, create, delete, other, and is "insert"',
  ],
  [
    "load: { operations: { add: { does: 'append', call: open, entries: open } } }",
    'load.operations.add.entries is not known; there are does, call',
  ],
  [
    "load: { operations: { back: { does: 'other', call: open } } }",
    'load.operations.back.writes must be true or false, and is missing',
  ],
  [
    "load: { operations: { get: { does: 'read', call: open } }, fill: open, entries: open, without: open }",
    'load.operations must have one that appends',
  ],
  [
    "load: { operations: { add: { does: 'append', call: open } }, fill: open, entries: open, without: open, " +
      "mixes: { m: { says: 'm', groups: [{ name: 'g', operations: { ad: 1 } }] } } }",
    'load.mixes.m.groups.0.operations.ad must be one of the operations add',
  ],
  [
    "words: { targets: [{ id: 'a', title: 'A', tests: [{ quantity: 'speed' }] }] }",
    'words.targets.0.tests.0.quantity is wrong',
  ],
  [
    "words: { claims: ['a', 'a'].map((id) => ({ id, source: 's', text: 't', tests: [{ quantity: 'complete' }] })) }",
    'words.claims is wrong: two have the same id',
  ],
  ["words: { candidate: 'x' }", 'words.candidate must be one of the subjects'],
  ["words: { candidate: 'json', baseline: 'json' }", 'words.baseline is the candidate as well'],
])('%s is refused with the key and what was expected', async (changes, told) => {
  const { code, message } = await failureOf(fileWith(definitionText(changes)));
  expect({ code, message }).toMatchObject({ code: 'E_USAGE', message: expect.stringContaining(told) });
});
