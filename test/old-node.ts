// A Node below the runtime floor, if this machine has one: what most people start the tools with.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const MAJOR_TOO_OLD_MAX = 23;

export const OLD_NODE: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .filter((file) => existsSync(file))
  .find((file) => majorOf(file) <= MAJOR_TOO_OLD_MAX);

function majorOf(node: string): number {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(version)?.[1] ?? Number.POSITIVE_INFINITY);
}
