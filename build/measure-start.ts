// What a start costs: processor time of short command lines over that of a Node that does nothing, the best of ten taken
// in turns. `npm run measure:start` measures what `bin/` runs; with STOREPROOF_SOURCES=1 that is the sources. A process
// tells its own processor time as its last act; ending it is in no row, and in that of bare Node neither.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../contract/errors.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { OLD_NODE } from '../test/old-node.ts';

const ROUNDS = 10;
const NAME_WIDTH = 38;
const BIN = join(import.meta.dirname, '..', 'bin');
const folder = mkdtempSync(join(tmpdir(), 'storeproof-start-'));
const meter = join(folder, 'meter.cjs');
writeFileSync(
  meter,
  `process.on('exit', () => require('fs').writeSync(3, JSON.stringify(process.cpuUsage())));\n`,
);

/** As somebody has after a few weeks: 17 session files that can be read, and 4 that cannot. */
const SMALL = { seed: 7, sessions: 80 };

interface Row {
  readonly name: string;
  readonly words: readonly string[];
  /** Milliseconds over bare Node that it may take. */
  readonly limitMs?: number;
  readonly node?: string;
}

const tool = (name: string, words: readonly string[], limitMs: number): Row => ({
  name: [name, words[0]].join(' '),
  words: [join(BIN, `${name}.js`), ...words],
  limitMs,
});

/** `status` of a home of this kind. */
const home = (kind: string, directory: string): Row => ({
  name: `ait42-migrate status, ${kind}`,
  words: tool('ait42-migrate', ['status', '--home', join(folder, directory)], 0).words,
  limitMs: 200,
});

const ROWS: readonly Row[] = [
  { name: 'bare Node', words: ['-e', '0'] },
  tool('storeproof', ['--version'], 100),
  tool('storeproof', ['--help'], 100),
  tool('ait42-migrate', ['--version'], 100),
  tool('ait42-migrate', ['--help'], 100),
  home('no sessions', 'empty'),
  home('a small home', 'files'),
  home('migrated', 'migrated'),
];

/** What starting by an older Node costs on top: a process that only hands over. */
const HANDING_OVER: readonly Row[] =
  OLD_NODE === undefined
    ? []
    : [
        {
          name: `handing over from ${OLD_NODE}`,
          words: tool('storeproof', ['--version'], 0).words,
          node: OLD_NODE,
        },
      ];

makeHomes();
const bestMs = new Map<Row, number>();
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const row of [...ROWS, ...HANDING_OVER]) {
      bestMs.set(row, Math.min(cpuMs(row), bestMs.get(row) ?? Number.POSITIVE_INFINITY));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print();

function makeHomes(): void {
  mkdirSync(join(folder, 'empty'));
  for (const name of ['files', 'migrated']) writeLegacyHome(join(folder, name), SMALL);
  const words = ['migrate', '--yes', '--quiet', '--home', join(folder, 'migrated')];
  const { status } = spawnSync(process.execPath, [join(BIN, 'ait42-migrate.js'), ...words]);
  if (status !== EXIT.keptAside) throw new Error(`the import of a small home ended with ${status}`);
}

function cpuMs({ node = process.execPath, words }: Row): number {
  const { output, status } = spawnSync(node, ['--require', meter, ...words], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  const { user, system } = JSON.parse(output[3] ?? '') as NodeJS.CpuUsage;
  return (user + system) / 1000;
}

function print(): void {
  const [bare, ...others] = ROWS;
  const bareMs = bare === undefined ? 0 : (bestMs.get(bare) ?? 0);
  console.log(`Node ${process.versions.node}, processor time in ms, best of ${ROUNDS}`);
  console.log(`${'bare Node'.padEnd(NAME_WIDTH)}${bareMs.toFixed(0).padStart(6)}`);
  for (const row of others) {
    const overMs = (bestMs.get(row) ?? 0) - bareMs;
    const verdict = overMs <= (row.limitMs ?? 0) ? '' : '  too slow';
    if (verdict !== '') process.exitCode = 1;
    console.log(
      `${row.name.padEnd(NAME_WIDTH)}${`+${overMs.toFixed(0)}`.padStart(6)}  at most +${row.limitMs}${verdict}`,
    );
  }
  for (const row of HANDING_OVER) {
    console.log(
      `${row.name.padEnd(NAME_WIDTH)}${`+${(bestMs.get(row) ?? 0).toFixed(0)}`.padStart(6)}  on top, once`,
    );
  }
}
