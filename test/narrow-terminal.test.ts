// What verbs print above their last screen keeps within a terminal, and is whole where it is piped.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { main } from '../cli/ait42-migrate.ts';
import { outputTo } from '../cli/output.ts';
import { legacyFiles } from '../migrate/legacy-files.ts';
import { columnsOf } from '../reports/text/columns.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrateHere, temporaryFolder } from './run-tool.ts';

/** What the verb prints to a terminal of so many columns. */
async function onTerminal(columns: number, words: readonly string[]): Promise<string> {
  let shown = '';
  const sink = () =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        shown += chunk.toString();
        done();
      },
    });
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  await main(words, outputTo(Object.assign(sink(), { isTTY: true, columns }), hidden));
  return shown;
}

test('lines of doctor, scan, reconcile, phase and verify keep within 80 columns', async () => {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 7, sessions: 40 });
  const at = ['--home', home];
  await migrateHere(['migrate', '--yes', ...at]);
  const [, gone] = legacyFiles(home).files;
  rmSync(join(home, gone?.file ?? ''));
  for (const words of [
    ['doctor'],
    ['scan'],
    ['reconcile', '--all', '--from', 'sqlite', '--dry-run'],
    ['phase', '--explain'],
    ['verify'],
  ]) {
    const piped = (await migrateHere([...words, ...at])).stdout.split('\n');
    expect(Math.max(...piped.map(columnsOf)), words[0]).toBeGreaterThan(80);
    const lines = (await onTerminal(80, [...words, ...at])).replaceAll(/\x1b\[\d+m/g, '').split('\n');
    expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
  }
  const json = await onTerminal(80, ['doctor', '--json', ...at]);
  expect(json.trimEnd().split('\n')).toHaveLength(1);
});
