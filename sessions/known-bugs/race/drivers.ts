// The old driver and ours, each with a Node that can load it: a driver of then was built for the Node that installed it, which need not be
// the one that runs this.

import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../../contract/package-root.ts';

export interface RaceDriver {
  readonly folder: string;
  readonly node: string;
  /** Of the SQLite in it. */
  readonly sqlite: string;
}

const OLD = join(PACKAGE_ROOT, 'sessions', 'known-bugs', 'old-driver', 'node_modules', 'better-sqlite3');

export const ourDriver = (): RaceDriver | null =>
  loadable(dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json')), process.execPath);

/** A text says what is missing. */
export function oldDriver(): RaceDriver | string {
  if (!existsSync(OLD)) return 'the old driver is not installed: `npm run old-driver` installs it';
  for (const node of nodes()) {
    const driver = loadable(OLD, node);
    if (driver !== null) return driver;
  }
  return 'no Node on this machine can load the old driver: it is to be installed with one of 20 to 24 on the PATH';
}

/** This one, and those on the PATH. */
function nodes(): string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [
    process.execPath,
    ...new Set(onPath.filter((file) => existsSync(file)).map((file) => realpathSync(file))),
  ];
}

const VERSION = `const Database = require(process.argv[1]);
process.stdout.write(new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get());`;

function loadable(folder: string, node: string): RaceDriver | null {
  const { status, stdout } = spawnSync(node, ['-e', VERSION, folder], { encoding: 'utf8' });
  return status === 0 && /^\d+\.\d+\.\d+$/.test(stdout) ? { folder, node, sqlite: stdout } : null;
}
