// Runs a command of the npm scripts with the pinned Node first on the PATH. npm links that Node into node_modules/.bin
// by itself, except npm 10, where the packages of the other platforms take the link away again.

import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_RUNTIME, isNewEnough, pinnedNode, standInFor } from './launch.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinned = pinnedNode(root, process.platform, process.arch);

if (pinned === undefined && !isNewEnough(process.versions.node)) {
  process.stderr.write(`The pinned Node is not installed; run "npm ci" in ${root}.\n`);
  process.exitCode = EXIT_RUNTIME;
} else {
  const path = pinned === undefined ? process.env.PATH : `${dirname(pinned)}${delimiter}${process.env.PATH}`;
  const [command, ...words] = process.argv.slice(2);
  // On Windows the tools are .cmd files, which only a shell starts, from one string. Elsewhere a shell in between would
  // keep signals from them.
  const isWindows = process.platform === 'win32';
  const child = spawn(isWindows ? [command, ...words].join(' ') : command, isWindows ? [] : words, {
    stdio: 'inherit',
    shell: isWindows,
    env: { ...process.env, PATH: path },
  });
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
  standInFor(child);
}
