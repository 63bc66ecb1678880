import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGE, statementAt } from './api-page.ts';

test('a declaration ends where its last member does, not between two of them', () => {
  const union = 'export type T = {\n    a: 1;\n} | {\n    b: 2;\n};';
  const commented = 'export type T = {\n    a: 1;\n} | U\n/** Else. */\n | {\n    b: 2;\n};';
  const call =
    'export declare function f(place: {\n    a: 1;\n} | {\n    b: 2;\n}, options?: O): Promise<void>;';
  for (const text of [union, commented, call]) expect(statementAt(`${text}\nexport {};\n`, 0)).toBe(text);
});

test('no declaration of the page is cut off, and the operations of a store are there', () => {
  const page = readFileSync(PAGE, 'utf8');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)\n```/g)].map(([, block = '']) => block);
  expect(blocks.filter((block) => !/[;}]$/.test(block))).toEqual([]);
  for (const name of ['createSession', 'listSessions', 'listAllSessions', 'addChatMessage'])
    expect(page).toContain(`    ${name}(`);
});
