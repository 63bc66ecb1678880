// Does what docs/bring-your-own.md says, with what stands there: its two stores, its definition, and every part that may be added.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runIn } from './example-project.ts';
import { ROOT, temporaryFolder } from './run-tool.ts';

const PAGE = join(ROOT, 'docs', 'bring-your-own.md');
const page = readFileSync(PAGE, 'utf8');
const SCRIPTS = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, script = '']) => script);

/** The blocks that begin in this way, in the order of the page. */
const scripts = (...starts: readonly RegExp[]): string[] =>
  starts.map(
    (start) => SCRIPTS.find((script) => start.test(script)) ?? expect.fail(`no block begins as ${start}`),
  );

const [stores = '', definition = ''] = scripts(/^import .* 'node:fs'/, /^import .* 'node:path'/);

function projectWith(config: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'storeproof'), 'junction');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'mine', type: 'module' }));
  writeFileSync(join(folder, 'stores.js'), stores);
  writeFileSync(join(folder, 'storeproof.config.js'), config);
  return folder;
}

const storeproof = (folder: string, words: string) =>
  runIn(folder, `${process.execPath} ${join(ROOT, 'bin', 'storeproof.js')} ${words}`, { COLUMNS: '100' });

/** What does not depend on the run: from the first verdict to the last operation. */
const told = (screen: string): string => /^ +✗[\s\S]*?(?=^$)/m.exec(screen)?.[0] ?? '';

test('the smallest definition has 20 lines at most and gives the verdict that the page shows', async () => {
  expect(definition.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  const { exitCode, stdout } = await storeproof(projectWith(definition), 'verify --operations 20000');
  expect(exitCode).toBe(3);
  expect(told(stdout)).not.toBe('');
  const [, shown = ''] =
    /```console\n\$ npx storeproof verify --operations 20000\n([\s\S]*?)```/.exec(page) ?? [];
  if (process.env.STOREPROOF_WRITE_GUIDE === '1') writeFileSync(PAGE, page.replace(shown, `${told(stdout)}`));
  else expect(shown).toBe(told(stdout));
});

test('all parts of the page together are a definition, and each does what the page says', async () => {
  const parts = scripts(/^migrations:/, /^datasets:/, /^load:/, /^words:/);
  const helpers = scripts(/^const move/, /^const fill/);
  const whole = definition
    .replace('export default', `${helpers.join('')}export default`)
    .replace(/( +content: .*\n)/, `$1${parts.join('')}`);
  const project = projectWith(whole);
  const { exitCode, stdout } = await storeproof(project, 'proof --quick');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('✗ nothing lost  ');
  expect(stdout).toContain('✓ way back  ');
  expect(stdout).toContain('✓ same work     4 timings');
  expect(stdout).toMatch(/✗ under load {4}[1-9]/);
  expect(stdout).toMatch(/^ +set +\d/m);
  // A quick run judges no targets; a gate judges it.
  const judged = await storeproof(project, 'gate');
  expect(judged.exitCode).toBe(3);
  expect(judged.stdout).toContain('checks of equivalence, import, the way back: The stores agree');
  expect(judged.stdout).toContain('writes of lines under load: No write is lost');
});

const MODEL = `{
  role: 'model',
  open: () => {
    const all = new Map();
    return { set: (name, value) => void all.set(name, value), get: (name) => all.get(name) ?? null, all: () => Object.fromEntries(all) };
  },
}`;

test('a model and refusals may be added as the page says', async () => {
  const whole = definition
    .replace('subjects: {', `subjects: { model: ${MODEL},`)
    .replace(/( +content: .*\n)/, '$1  refusal: (error) => error.name,\n');
  const { exitCode, stdout } = await storeproof(projectWith(whole), 'verify --operations 100');
  expect(exitCode).toBe(3);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'lines differs from the model: content, asked after set of a',
  );
});
