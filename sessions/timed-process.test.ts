import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';

const { freshFolder } = useFolder('storeproof-timed');
const ROOT = pathToFileURL(join(import.meta.dirname, '..')).href;

/** Loads what a trial's process has loaded when it begins to time, and prints the URLs. */
const PROGRAM = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
  const [root, home] = process.argv.slice(1);
  await import(root + '/bench/trial/do-job.ts');
  const { sectionOf } = await import(root + '/definition/section.ts');
  const { subjectOf } = await import(root + '/definition/subjects.ts');
  const { default: definition } = await import(root + '/sessions/definition.ts');
  const { tasks } = await sectionOf(definition.bench);
  for (const part of [tasks, definition.datasets, definition.workloads]) await sectionOf(part);
  await (await subjectOf(definition, 'sqlite').open(home)).close();
  console.log(JSON.stringify(loaded));
`;

const isOf = (url: string, names: readonly string[]): boolean =>
  names.some((name) => url.slice(ROOT.length - 1).includes(`/${name}/`));

test('a process that times a store loads no generators, no other engine and no package but its own', () => {
  const words = ['--input-type=module', '-e', PROGRAM, ROOT, freshFolder()];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const files = (JSON.parse(stdout) as string[]).filter((url) => url.startsWith('file:'));
  const [packages, sources] = [true, false].map((isPackage) =>
    files.filter((url) => url.includes('/node_modules/') === isPackage),
  ) as [string[], string[]];
  expect(sources.length).toBeGreaterThan(50);
  expect(
    sources.filter((url) => isOf(url, ['props', 'load', 'reports', 'migrate', 'cli', 'arbitraries'])),
  ).toEqual([]);
  expect(
    packages.filter(
      (url) => !isOf(url, ['tinybench', 'better-sqlite3', 'bindings', 'file-uri-to-path', 'kysely']),
    ),
  ).toEqual([]);
});
