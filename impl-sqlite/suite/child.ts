// Child processes of the tests.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the writer process and waits until it is ready. */
export async function writerProcess(...values: (string | number)[]): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'writer-process.ts'), values.map(String));
  await once(child, 'message');
  return child;
}

/** Says the word that the child waits for, and answers its exit code. */
export async function finished(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit');
  child.send('go');
  const [code] = await ended;
  return code;
}
