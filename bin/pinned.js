// Runs a command of the npm scripts with the pinned Node first on the PATH. npm links that Node into node_modules/.bin
// by itself, except npm 10, where the packages of the other platforms take the link away again.

import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_RUNTIME, isNewEnough, pinnedNode } from './launch.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinned = pinnedNode(root, process.platform, process.arch);

if (pinned === undefined && !isNewEnough(process.versions.node)) {
  process.stderr.write(`The pinned Node is not installed; run "npm ci" in ${root}.\n`);
  process.exitCode = EXIT_RUNTIME;
} else {
  const path = pinned === undefined ? process.env.PATH : `${dirname(pinned)}${delimiter}${process.env.PATH}`;
  // One string for the shell: npm's scripts are shell commands, and on Windows the tools are .cmd files.
  const { status, error } = spawnSync(process.argv.slice(2).join(' '), {
    stdio: 'inherit',
    shell: true,
    env: { ...process.env, PATH: path },
  });
  if (error !== undefined) process.stderr.write(`${error.message}\n`);
  process.exitCode = status === null ? 1 : status;
}
