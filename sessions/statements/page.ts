// docs/statements.md: each statement of the SQLite store and the workloads whose timed calls run it. Run it after any change of
// statements or workloads: node sessions/statements/page.ts

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executedStatements, type Shares } from './executed.ts';
import { OUTSIDE, UNTIMED } from './listed.ts';

export const PAGE_FILE: string = join(import.meta.dirname, '..', '..', 'docs', 'statements.md');

/** In a folder that exists: what the workloads run on the least data that has several pages. */
export async function executedIn(root: string): Promise<Shares> {
  const [home, folder] = [join(root, 'home'), join(root, 'folder')];
  mkdirSync(folder);
  return executedStatements({ home, folder, dataset: { profile: 'small', size: 12, seed: 42 } });
}

export const pageOf = (shares: Shares): string => `# Statements of the SQLite store

Made by \`sessions/statements/page.ts\`: every workload is played on a store whose statements are written down. A statement that gets
slower makes the workloads behind it slower, and a gate that compares a change with its base names them:
\`npm run measure:statements\` shows that for each. A statement that has no workload fails a test.

| statement | timed by |
|---|---|
${[...shares].map(([title, operations]) => `| ${title} | ${[...operations.keys()].join(', ')} |`).join('\n')}

## Timed by none

| statement | why |
|---|---|
${rowsOf(UNTIMED)}

What runs outside of operations has no name. It is asked for in these files of \`impl-sqlite\`:

| file | for what |
|---|---|
${rowsOf(OUTSIDE)}
`;

const rowsOf = (reasons: Readonly<Record<string, string>>): string =>
  Object.entries(reasons)
    .map(([what, why]) => `| ${what} | ${why} |`)
    .join('\n');

if (import.meta.main) {
  const root = mkdtempSync(join(tmpdir(), 'storeproof-statements-'));
  writeFileSync(PAGE_FILE, pageOf(await executedIn(root)));
  rmSync(root, { recursive: true });
}
