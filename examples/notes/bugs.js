// npm run bugs: plants each mistake in turn and shows how it is found. Names behind it choose some. Exit code 1 when one is not.

import { spawnSync } from 'node:child_process';
import { bugs } from './bugs.config.js';

/** @type {Record<string, string[][]>} */
const OTHERS = {
  'no-lock': [['load', '--store', 'file', '--processes', '2', '--duration', '1', '--records', '3']],
  slow: [
    ['bench', '--sizes', '20', '--ops', 'get', '--trials', '3', '--budget', '30'],
    ['gate', '--targets', 'targets.json'],
  ],
};
const VERIFY = [['verify', '--operations', '2000']];

const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(bugs)) {
  const runs = (OTHERS[name] ?? VERIFY).map((words) => storeproof(words, name));
  const last = runs.at(-1);
  const isFound = last?.status === 3;
  if (!isFound) process.exitCode = 1;
  const shown = /^ +✗[\s\S]*?(?=^$)/m.exec(last?.stdout ?? '')?.[0];
  console.log(`${name}: ${isFound ? `found by ${last.verb}` : 'NOT FOUND'}\n${shown ?? last?.stdout}`);
}

function storeproof(/** @type {string[]} */ words, /** @type {string} */ bug) {
  const line = ['storeproof', ...words, '--config', 'bugs.config.js'];
  const { status, stdout, stderr } = spawnSync('npx', line, {
    env: { ...process.env, BUG: bug },
    encoding: 'utf8',
  });
  return { verb: words[0], status, stdout: `${stdout}${stderr}` };
}
