// Real signals, and Ctrl-C on a pseudo-terminal: long work stops soon, says so truly, and keeps what it has.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readResults } from '../results/result-file.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { ROOT, storeproof, temporaryFolder } from './run-tool.ts';

/** More than any machine does before the test ends it. */
const ENDLESS = ['verify', '--left', 'memory', '--right', 'memory', '--operations', '10000000'];

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'work that only computes stops at %s, and its results say that it was interrupted',
  async (signal) => {
    const out = join(temporaryFolder(), 'run');
    const running = storeproof([...ENDLESS, '--out', out]);
    running.stderr.on('data', (text) => {
      if (String(text).includes('comparing stores')) running.kill(signal);
    });
    const { stderr, exitCode } = await running;
    expect(stderr).toMatch(/storeproof: interrupted\. The results so far are in /);
    expect(stderr).not.toContain('bug');
    expect(exitCode).toBe(130);
    expect(readResults(join(out, 'results.ndjson')).footer?.outcome).toBe('interrupted');
  },
);

const hasPython = spawnSync('python3', ['--version']).status === 0;
const onTerminal = test.skipIf(process.platform === 'win32' || !hasPython);

/** Presses Ctrl-C once the text is on the terminal. */
async function interruptedAt(text: string, tool: string, words: readonly string[]) {
  const keyboard = join(ROOT, 'test', 'pseudo-terminal.py');
  const line = [process.execPath, join(ROOT, 'bin', `${tool}.js`), ...words];
  const { stdout, exitCode } = await execa('python3', [keyboard, text, '\u0003', ...line], { reject: false });
  return { shown: stdout, exitCode };
}

onTerminal('Ctrl-C on a terminal stops work that only computes', async () => {
  const out = join(temporaryFolder(), 'run');
  const { shown, exitCode } = await interruptedAt('comparing stores', 'storeproof', [
    ...ENDLESS,
    '--out',
    out,
  ]);
  expect(shown).toContain('storeproof: interrupted. ');
  expect(exitCode).toBe(130);
  expect(readFileSync(join(out, 'results.ndjson'), 'utf8')).toContain('"interrupted"');
});

onTerminal('Ctrl-C at a question is an interruption, no answer and no bug', async () => {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 5, sessions: 20 });
  const { shown, exitCode } = await interruptedAt('[y/N]', 'ait42-migrate', ['migrate', '--home', home]);
  expect(shown).toContain('ait42-migrate: interrupted. Nothing is left half done');
  expect(shown).not.toContain('bug');
  expect(exitCode).toBe(130);
  expect(existsSync(join(home, '.ait42', 'sessions.db'))).toBe(false);
});
