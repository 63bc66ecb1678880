import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { ERROR_EXIT, type ErrorCode, EXIT, StoreError } from '../contract/errors.ts';
import { describeFailure, interruptedFailure } from './failure.ts';

const CODES = Object.keys(ERROR_EXIT) as ErrorCode[];
const documentation = (name: string): string =>
  readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

test('every error code has a text, an advice and its documented exit code', () => {
  for (const code of CODES) {
    const { lines, exitCode } = describeFailure('storeproof', null, new StoreError(code, 'It failed.'));
    expect(exitCode).toBe(ERROR_EXIT[code]);
    expect(lines[0]).toBe('storeproof: It failed.');
    expect(lines[1]?.length).toBeGreaterThan(10);
    expect(lines[2]).toContain(`${code}, exit code ${ERROR_EXIT[code]}`);
  }
});

test('what became of the data is said once, and only where it is known', () => {
  const textOf = (code: ErrorCode, message: string): string =>
    describeFailure('storeproof', null, new StoreError(code, message)).lines.join('\n');
  expect(textOf('E_NEWER_VERSION', 'It is newer. Nothing was changed.').match(/nothing was/gi)).toHaveLength(
    1,
  );
  expect(textOf('E_NEWER_VERSION', 'It is newer.').match(/nothing was/gi)).toHaveLength(1);
  expect(textOf('E_REFUSED', 'It failed.')).not.toMatch(/nothing was|lost/i);
});

test('every error code is explained in docs/errors.md, and nothing else is', () => {
  const explained = [...documentation('errors.md').matchAll(/^### (E_[A-Z0-9_]+)/gm)].map(
    (match) => match[1],
  );
  expect(explained.toSorted()).toEqual(CODES.toSorted());
});

test('every exit code is explained in docs/exit-codes.md, and nothing else is', () => {
  const explained = [...documentation('exit-codes.md').matchAll(/^\| (\d+) \|/gm)].map((match) =>
    Number(match[1]),
  );
  expect(explained.toSorted((left, right) => left - right)).toEqual(
    Object.values(EXIT).toSorted((left, right) => left - right),
  );
});

test('an error of the operating system is no bug', () => {
  let thrown: unknown;
  try {
    readFileSync('/no/such/file');
  } catch (error) {
    thrown = error;
  }
  const { exitCode, lines } = describeFailure('storeproof', null, thrown);
  expect(exitCode).toBe(EXIT.source);
  expect(lines[0]).toContain('/no/such/file');
});

test('anything unexpected says that it is a bug and shows no stack trace', () => {
  const { exitCode, lines } = describeFailure('storeproof', null, new TypeError('x is not a function'));
  expect(exitCode).toBe(EXIT.bug);
  expect(lines.join('\n')).toContain('This is a bug');
  expect(lines.join('\n')).not.toMatch(/\bat .*:\d+/);
});

test('a usage error keeps its suggestion on one line', () => {
  const error = new CommanderError(
    1,
    'commander.unknownOption',
    "error: unknown option '--sed'\n(Did you mean --seed?)",
  );
  expect(describeFailure('storeproof', null, error)).toMatchObject({
    exitCode: EXIT.usage,
    lines: ["storeproof: unknown option '--sed' (Did you mean --seed?)", expect.stringContaining('--help')],
  });
});

const interruption = (thrown: unknown) =>
  interruptedFailure({ tool: 'storeproof', verb: null, howToGoOn: 'Start over.' }, thrown);

test.each([
  ['work that stopped', new StoreError('E_ABORTED', 'Stopped.')],
  [
    'a question that was not answered',
    Object.assign(new Error('aborted'), { name: 'AbortError', code: 'ABORT_ERR' }),
  ],
  ['a program that the same Ctrl-C ended', new StoreError('E_SUBJECT', 'was ended by SIGINT')],
])('an interruption is all that is told of %s', (_, thrown) => {
  expect(interruption(thrown)).toEqual({
    lines: ['storeproof: interrupted. Start over.'],
    exitCode: EXIT.interrupted,
    error: { code: 'E_ABORTED', message: 'interrupted. Start over.', data: {} },
  });
});

test.each([
  [new StoreError('E_CORRUPT', 'Page 7 is damaged.'), 'Page 7 is damaged.', EXIT.corruption],
  [new StoreError('E_NO_SPACE', 'The disk is full.'), 'The disk is full.', EXIT.noSpace],
  [new TypeError('x is not a function'), 'x is not a function', EXIT.bug],
])('an interruption does not hide that something else failed: %s', (thrown, message, code) => {
  const { lines, exitCode } = interruption(thrown);
  expect(lines[0]).toContain(message);
  expect(lines.at(-1)).toContain('interrupted at the same time');
  expect(lines.join()).not.toContain('Start over');
  expect(exitCode).toBe(code);
});
