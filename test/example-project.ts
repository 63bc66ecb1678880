// A copy of an example outside of the repository, as somebody has it who took it along: the package and the driver are linked
// from here, so that nothing is fetched.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll } from 'vitest';
import { ROOT, TOOL_MS_MAX, UNCOVERED } from './run-tool.ts';

export interface ExampleRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Example {
  readonly folder: string;
  /** A command line of the page of the example. Variables may stand before it: NAME=value npx storeproof … */
  run(line: string): Promise<ExampleRun>;
}

/** Without its packages: `npm install --offline` is the first command of an example. */
export function copyExample(name: string): Example {
  const folder = mkdtempSync(join(tmpdir(), 'storeproof-example-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const isOwn = (path: string): boolean => !/[\\/](node_modules|reports|package-lock\.json)$/.test(path);
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true, filter: isOwn });
  const file = join(folder, 'package.json');
  const linked = (dependency: string): string =>
    `file:${dependency === 'storeproof' ? ROOT : join(ROOT, 'node_modules', dependency)}`;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  const dependencies = Object.fromEntries(
    Object.keys(manifest.dependencies).map((each) => [each, linked(each)]),
  );
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies }));
  return { folder, run: (line) => runIn(folder, line) };
}

/** `more`: of the environment. */
export async function runIn(
  folder: string,
  line: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ExampleRun> {
  const words = line.split(' ');
  const start = words.findIndex((word) => !/^[A-Z]+=/.test(word));
  const variables = Object.fromEntries(words.slice(0, start).map((word) => word.split('=')));
  const [program = '', ...rest] = words.slice(start);
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const env = {
    ...UNCOVERED,
    COLUMNS: '120',
    FORCE_COLOR: '0',
    npm_config_offline: 'true',
    PATH,
    ...more,
    ...variables,
  };
  const { exitCode, stdout, stderr } = await execa(program, rest, {
    ...{ cwd: folder, env, reject: false, timeout: TOOL_MS_MAX },
  });
  return { exitCode, stdout, stderr };
}

/** The lines of the blocks of a page that begin with one of these words. */
export const commandsIn = (page: string): string[] =>
  [...page.matchAll(/```\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => /^([A-Z]+=\S+ )?(npm|npx) /.test(line)),
  );
