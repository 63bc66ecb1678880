// What --json prints, for every way a verb can end.

import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import { answerSchema } from './answer-schema.ts';
import type { Context } from './context.ts';
import { runTool, type Tool } from './tool.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

async function answered(argv: string[], work: (context: Context) => Promise<ExitCode>) {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  }
  const tool: Tool = {
    name: 'planted',
    description: 'A tool with verbs.',
    examples: [],
    hasManners: true,
    verbs: [
      (program, run) => {
        program.command('work').action(run(work));
        program.command('group').command('inner').action(run(work));
      },
    ],
  };
  return { exitCode: await runTool(tool, argv), ...written };
}

const documentOf = (stdout: string) => {
  expect(stdout.endsWith('\n')).toBe(true);
  expect(stdout.trimEnd()).not.toContain('\n');
  return answerSchema.parse(JSON.parse(stdout));
};

test('a verb that ends well is one document with its result, exact integers and warnings', async () => {
  const { stdout, stderr, exitCode } = await answered(['group', 'inner', '--json'], async (context) => {
    context.print('for people');
    context.warn('look out');
    context.progress.listener({ stage: 'working', done: 1, total: 2, unit: 'files' });
    context.result({ sessions: 18446744073709551615n, name: '\u202egnp\u009b' });
    return EXIT.keptAside;
  });
  expect(stdout).toContain('"sessions":18446744073709551615');
  expect(stdout).not.toMatch(/[\u202e\u009b]/);
  expect(documentOf(stdout)).toMatchObject({
    tool: 'planted',
    verb: 'group inner',
    exitCode: EXIT.keptAside,
    result: { name: '\u202egnp\u009b' },
    warnings: ['look out'],
  });
  expect(stderr).toContain('working');
  expect(exitCode).toBe(EXIT.keptAside);
});

test('a failure, a wrong command line and an interruption are documents with an error', async () => {
  const failed = await answered(['work', '--json'], async () => {
    throw new StoreError('E_CORRUPT', 'Page 7 is damaged.', { data: { page: 7 } });
  });
  expect(documentOf(failed.stdout)).toMatchObject({
    verb: 'work',
    exitCode: EXIT.corruption,
    error: { code: 'E_CORRUPT', message: 'Page 7 is damaged.', data: { page: 7 } },
  });
  expect(failed.stderr).toContain('Page 7 is damaged.');
  const wrong = await answered(['wrok', '--json'], async () => EXIT.ok);
  expect(documentOf(wrong.stdout)).toMatchObject({ verb: null, error: { code: 'E_USAGE' } });
  expect(wrong.exitCode).toBe(EXIT.usage);
  const stopped = await answered(['work', '--json'], async () => {
    process.emit('SIGINT', 'SIGINT');
    throw new StoreError('E_ABORTED', 'Stopped.');
  });
  expect(documentOf(stopped.stdout)).toMatchObject({ exitCode: EXIT.interrupted });
});

test('with --quiet nothing is printed but what is wrong', async () => {
  const { stdout, stderr } = await answered(['work', '--quiet'], async (context) => {
    context.print('for people');
    context.progress.listener({ stage: 'working', done: 1, total: 2, unit: 'files' });
    context.warn('look out');
    return EXIT.ok;
  });
  expect([stdout, stderr]).toEqual(['', 'look out\n']);
});

test('the published schema is the one that answers are held against', () => {
  const published = readFileSync(new URL('../docs/cli-json.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(answerSchema))));
});
