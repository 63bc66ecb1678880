import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirmed, confirmedByTyping } from './confirm.ts';

function terminal(isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  const shown: string[] = [];
  output.on('data', (chunk) => shown.push(String(chunk)));
  return { input, output, shown };
}

const never = new AbortController().signal;

test.each([
  ['y', true],
  ['YES', true],
  [' yes ', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
])('the answer "%s" means %s', async (answer, expected) => {
  const streams = terminal();
  const asked = confirmed('Import?', never, streams);
  streams.input.write(`${answer}\n`);
  expect(await asked).toBe(expected);
  expect(streams.shown.join('')).toContain('Import? [y/N] ');
});

test('without a terminal nothing is asked and the answer is no', async () => {
  const streams = terminal(false);
  expect(await confirmed('Import?', never, streams)).toBe(false);
  expect(streams.shown).toEqual([]);
});

test.each([
  ['12', true],
  [' 12 ', true],
  ['y', false],
  ['', false],
  ['012', false],
])('what cannot be undone needs the very word: "%s" means %s', async (answer, expected) => {
  const streams = terminal();
  const asked = confirmedByTyping('Delete 12 sessions?', '12', never, streams);
  streams.input.write(`${answer}\n`);
  expect(await asked).toBe(expected);
  expect(await confirmedByTyping('Delete?', '12', never, terminal(false))).toBe(false);
});

test('an interruption ends the question', async () => {
  const controller = new AbortController();
  const asked = confirmed('Import?', controller.signal, terminal());
  controller.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
