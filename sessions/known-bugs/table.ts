// The known bugs as the table of their page.

import { KNOWN_BUGS } from './known-bugs.ts';
import { RACE, SOURCE, WHAT } from './race/race-row.ts';

const CHECKS = {
  sequences: 'random sequences',
  load: 'load and its history',
  check: '`check`',
  verify: '`verify` of the migration',
};

export function knownBugsTable(): string {
  const rows = KNOWN_BUGS.map(({ name, what, source, check }) => [
    name,
    what,
    link(source),
    (CHECKS as Record<string, string>)[check] ?? check,
  ]);
  const all = [...rows, [RACE, WHAT, link(SOURCE), 'histories, on an old driver, tier full']];
  return [['bug', 'what goes wrong', 'seen in', 'found by'], ['---', '---', '---', '---'], ...all]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const link = (source: string): string => `[${source}](https://github.com/${source.replace('#', '/issues/')})`;
