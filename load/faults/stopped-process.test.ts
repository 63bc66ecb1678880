import { readFileSync } from 'node:fs';
import { execa, execaNode } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { stopProcess } from './stopped-process.ts';

/** A letter: T of one that is stopped. */
const stateOf = (pid: number): string =>
  /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

function someProcess(): number {
  const child = execa('cat', { stdin: 'pipe', reject: false });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid as number;
}

const isLinux = process.platform === 'linux';

test.skipIf(!isLinux)('a process is stopped until it is let go', async () => {
  const pid = someProcess();
  const stopped = stopProcess(pid);
  await expect.poll(() => stateOf(pid)).toBe('T');
  stopped.goOn();
  await expect.poll(() => stateOf(pid)).toBe('S');
});

test.skipIf(!isLinux)('a process goes on when the one that stopped it is killed', async () => {
  const pid = someProcess();
  const module = new URL('./stopped-process.ts', import.meta.url).href;
  const parent = execaNode({ node: true, reject: false })('--input-type=module', [
    '--eval',
    `import { stopProcess } from ${JSON.stringify(module)}; stopProcess(${pid}); setInterval(() => {}, 1_000);`,
  ]);
  await expect.poll(() => stateOf(pid), { timeout: 30_000 }).toBe('T');
  parent.kill('SIGKILL');
  await parent;
  await expect.poll(() => stateOf(pid)).toBe('S');
});

test('one that has ended cannot be stopped', async () => {
  const ended = execa('true');
  await ended;
  expect(() => stopProcess(ended.pid as number)).toThrow(expect.objectContaining({ code: 'ESRCH' }));
});
