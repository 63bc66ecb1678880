import { expect, test } from 'vitest';
import { main as migrate } from './ait42-migrate.ts';
import type { Output } from './output.ts';
import { main as storeproof } from './storeproof.ts';

/** What a tool prints when these words come behind --help. */
async function helpWith(main: typeof storeproof, words: readonly string[]): Promise<string> {
  let printed = '';
  const print = (text: string): void => {
    printed += `${text}\n`;
  };
  const output: Output = {
    print,
    paint: print,
    columnsMax: () => 80,
    command: () => {},
    complain: print,
    style: () => ({ hasColour: false, hasUnicode: false, width: 80 }),
    screen: { isTerminal: false, nowMs: () => 0, columns: () => 80, write: () => {} },
  };
  await main(['--help', ...words], output);
  return printed;
}

test.each([
  ['storeproof', storeproof],
  ['ait42-migrate', migrate],
] as const)(
  'the help of %s shows every verb as the verb itself has it, and loads none for it',
  async (_, main) => {
    const help = await helpWith(main, []);
    const verbs = [...help.matchAll(/^ {2}([a-z][a-z-]*)(?: [<[]\S+)* {2,}\S/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(verbs.length).toBeGreaterThan(6);
    expect(await helpWith(main, verbs)).toBe(help);
  },
);

test('the help of ait42-migrate begins with the five verbs of the normal path, a line each', async () => {
  const help = await helpWith(migrate, []);
  const headings = [...help.matchAll(/^\S.*:$/gm)].map(([heading]) => heading);
  expect(headings.slice(1, 3)).toEqual(['The normal path:', 'Look, and change nothing:']);
  const [, first = ''] = /The normal path:\n((?: {2}.+\n)+)/.exec(help) ?? [];
  expect(
    first
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(' ')[0]),
  ).toEqual(['doctor', 'migrate', 'verify', 'phase', 'rollback']);
  expect(help.trimEnd().split('\n').length).toBeLessThanOrEqual(50);
});
