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
    const verbs = [...help.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map((match) => match[1] ?? '');
    expect(verbs.length).toBeGreaterThan(6);
    expect(await helpWith(main, verbs)).toBe(help);
  },
);
