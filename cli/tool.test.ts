import { afterEach, expect, test, vi } from 'vitest';
import { EXIT, StoreError } from '../contract/errors.ts';
import type { AddVerb } from './context.ts';
import { runTool } from './tool.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Runs a verb that is interrupted and then throws; answers what the user sees and the exit code. */
async function interruptedWith(thrown: Error) {
  let shown = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  const tool = {
    name: 'planted',
    description: 'A tool with one verb.',
    examples: [],
    verbs: [
      (program, run) => {
        program.command('work').action(
          run(async (context) => {
            context.onInterrupt = 'Go on like this.';
            process.emit('SIGINT', 'SIGINT');
            throw thrown;
          }),
        );
      },
    ],
  } satisfies Parameters<typeof runTool>[0];
  const exitCode = await runTool(tool, ['work']);
  return { shown, exitCode };
}

test('work that stops when it is interrupted tells how to go on', async () => {
  const { shown, exitCode } = await interruptedWith(new StoreError('E_ABORTED', 'Stopped.'));
  expect(shown).toBe('planted: interrupted. Go on like this.\n');
  expect(exitCode).toBe(EXIT.interrupted);
});

test('damage that is met while a verb is interrupted is shown, with its exit code', async () => {
  const { shown, exitCode } = await interruptedWith(new StoreError('E_CORRUPT', 'Page 7 is damaged.'));
  expect(shown).toMatch(
    /^planted: Page 7 is damaged\.\n.*\n.*E_CORRUPT.*\n.*interrupted at the same time\.\n$/,
  );
  expect(exitCode).toBe(EXIT.corruption);
});

test('work that does not stop is ended in the middle, with what it has open closed first', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ended: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ended.push(String(text)) > 0);
  vi.spyOn(process, 'exit').mockImplementation(((code: number) => ended.push(`exit ${code}`)) as never);
  const stuck: AddVerb = (program, run) => {
    program.command('work').action(
      run(async (context) => {
        context.closings.add(() => ended.push('closed'));
        context.onInterrupt = 'Go on like this.';
        process.emit('SIGTERM', 'SIGTERM');
        return new Promise((resolve) => process.once('SIGUSR2', () => resolve(EXIT.ok)));
      }),
    );
  };
  const running = runTool({ name: 'planted', description: '', examples: [], verbs: [stuck] }, ['work']);
  await vi.runAllTimersAsync();
  expect(ended).toEqual(['planted: interrupted. Go on like this.\n', 'closed', 'exit 130']);
  process.emit('SIGUSR2', 'SIGUSR2');
  await running;
});
