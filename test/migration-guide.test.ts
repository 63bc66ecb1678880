// Runs every command of the migration guide in the order of the page, on one home, and holds what it prints against the
// page. STOREPROOF_WRITE_GUIDE=1 writes the page's output anew.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { main } from '../cli/ait42-migrate.ts';
import { outputTo } from '../cli/output.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { ROOT, temporaryFolder } from './run-tool.ts';

const GUIDE = join(ROOT, 'docs', 'migration-guide.md');
const BLOCK = /```console\n([\s\S]*?)```/g;
const PROMPT = '$ ait42-migrate ';
const HOME_SHOWN = '/home/me';

interface Ran {
  readonly command: string;
  readonly output: string;
}

test('the migration guide shows what its commands print, and ends where it began', async () => {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 7, sessions: 80 });
  vi.stubEnv('AIT42_HOME', home);
  vi.stubEnv('LC_ALL', 'C.UTF-8');
  vi.stubEnv('COLUMNS', '100');
  vi.stubEnv('FORCE_COLOR', '0');
  const sessions = join(home, '.ait42', 'sessions');
  const before = contentsOf(sessions);
  const page = readFileSync(GUIDE, 'utf8');
  const ran: Ran[] = [];
  for (const command of commandsOf(page)) ran.push({ command, output: await outputOf(command, home) });
  expect(contentsOf(sessions)).toEqual(before);
  const current = withOutputs(page, ran);
  if (process.env.STOREPROOF_WRITE_GUIDE === '1') writeFileSync(GUIDE, current);
  else expect(settled(page)).toBe(settled(current));
});

const commandsOf = (page: string): string[] =>
  [...page.matchAll(BLOCK)].flatMap(([, block = '']) =>
    block.split('\n').flatMap((line) => (line.startsWith(PROMPT) ? [line.slice(PROMPT.length)] : [])),
  );

/** What a terminal keeps of both streams, in the order in which it gets it, but for progress. */
async function outputOf(command: string, home: string): Promise<string> {
  const kept: string[] = [];
  const keeping = (isKept: (text: string) => boolean): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        const text = chunk.toString();
        if (isKept(text)) kept.push(text);
        done();
      },
    });
  const isMessage = (text: string): boolean => !/^(\d+%, [^:]+: )?[^:]+: \d+ of \d+ /.test(text);
  const exitCode = await main(
    command.split(' '),
    outputTo(
      keeping(() => true),
      keeping(isMessage),
    ),
  );
  const code = exitCode === 0 ? '' : `\n[exit code ${exitCode}]`;
  return `${kept.join('').trimEnd()}${code}`.replaceAll(home, HOME_SHOWN);
}

function withOutputs(page: string, ran: readonly Ran[]): string {
  const left = [...ran];
  return page.replaceAll(BLOCK, (_block, text: string) => {
    const shown = commandsOf(`\`\`\`console\n${text}\`\`\``).map(
      (command) => `${PROMPT}${command}\n${left.shift()?.output}\n`,
    );
    return `\`\`\`console\n${shown.join('\n')}\`\`\``;
  });
}

/** Without what differs from run to run and from machine to machine. */
const settled = (page: string): string =>
  page
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\d{8}-\d{6,9}/g, '<time>')
    .replaceAll(/Node [\d.]+, SQLite [\d.]+/g, 'Node <version>, SQLite <version>')
    .replaceAll(/file system \w+/g, 'file system <type>')
    .replaceAll(/\d+ MB free/g, '<size> MB free')
    .replaceAll(/content root [0-9a-f]{64}/g, 'content root <digest>');

/** Names and bytes of all files below a folder. */
const contentsOf = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'hex')]),
  );
