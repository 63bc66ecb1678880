// The package as others get it: what is in it, and that it works where it is installed. It is packed from a copy, so that
// the build of this checkout stays as it is. Needs the npm registry.

import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { apiPage, exportsOf, PAGE } from '../build/api-page.ts';
import { ROOT, sharedFolder } from './run-tool.ts';

const LIMIT_MS = 600_000;

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Versions of Node that an adopter may have; the first is the oldest that will do. `npm run test:full` tries all. */
const NODES = process.env.STOREPROOF_TESTS === 'full' ? ['22.15.0', '22', '24', '26'] : ['22.15.0'];

/** Everything that may be in the package. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^bin\/(ait42-migrate|launch|sources|storeproof)\.js$/,
  /^dist\/(shared|cli|bench|compare|definition|load|props|sessions|subjects|library)\/[\w/.-]+\.js$/,
  /^dist\/types\/[\w/-]+\.d\.ts$/,
  /^docs\/[\w.-]+\.(md|json|py)$/,
  /^(props\/system-calls\/shim\.c|sessions\/corpus\/[\w-]+\.json)$/,
];

const folder = sharedFolder();
const copy = join(folder, 'source');
const environment = { NODE_V8_COVERAGE: undefined, STOREPROOF_SOURCES: undefined };
let tarball = '';
let files: string[] = [];

beforeAll(async () => {
  const { stdout: tracked } = await execa('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT });
  for (const file of tracked.split('\n')) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const packed = await execa('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copy,
    env: environment,
  });
  const [report] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));
  tarball = join(folder, report.filename);
  files = report.files.map(({ path }: { path: string }) => path);
}, LIMIT_MS);

test('the package has what it needs, and nothing else', () => {
  expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
  expect(files.filter((file) => /\.test\.|\/suite\//.test(file))).toEqual([]);
  for (const file of [
    'dist/cli/storeproof.js',
    'dist/library/sessions.js',
    'dist/types/library/migrate.d.ts',
  ])
    expect(files).toContain(file);
});

test('a planted file is not allowed into the package', () => {
  for (const file of ['contract/store.ts', 'dist/shared/a.js.map', 'test/run-tool.ts', 'bin/pinned.js'])
    expect(ALLOWED.some((pattern) => pattern.test(file))).toBe(false);
});

test('docs/api.md is what the declarations say; after a change of the API run "npm run api"', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(apiPage(join(copy, 'dist', 'types')));
});

test('every export of the package has its text', () => {
  const names = globSync('library/*.ts', { cwd: ROOT }).flatMap((file) =>
    exportsOf(readFileSync(join(ROOT, file), 'utf8'), 'library'),
  );
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter(({ about }) => about === '')).toEqual([]);
  expect(exportsOf("export {\n  planted,\n} from './x.ts';", 'library')).toMatchObject([{ about: '' }]);
});

/** In double quotes: what the tests of this repository import themselves is in single ones. */
const PROGRAM = `import { StoreError, subjectNamed } from "storeproof";
import { openSqliteStore, type SessionStore } from "storeproof/sessions";
import { SessionManager } from "storeproof/migrate";
const home: string = process.argv[2] ?? '';
const store: SessionStore = await openSqliteStore({ home });
console.log((await store.getAllSessions(home)).length, subjectNamed('json').name);
await store.close();
const manager = await SessionManager.open({ home });
console.log((await manager.status()).phase);
await manager.close();
try { subjectNamed('none'); } catch (error) { if (error instanceof StoreError) console.log(error.code); }
`;

const COMPILER = { module: 'nodenext', target: 'es2024', strict: true, skipLibCheck: false, types: ['node'] };

test.each(NODES)(
  'installed in an empty project on Node %s it runs, has types, and leaves the Node alone',
  async (version) => {
    const project = join(folder, `project-${version}`);
    mkdirSync(project);
    const scripts = {
      which: 'node --version',
      sp: 'storeproof --version',
      status: 'ait42-migrate status --home home',
    };
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({ name: 'adopter', type: 'module', scripts }),
    );
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: COMPILER, files: ['app.ts'] }),
    );
    writeFileSync(join(project, 'app.ts'), PROGRAM);
    mkdirSync(join(project, 'home'));
    const node = await installedNode(version);
    const env = { ...environment, PATH: `${node}${delimiter}${process.env.PATH ?? ''}` };
    const run = async (...words: string[]) =>
      (await execa(words[0]!, words.slice(1), { cwd: project, env })).stdout;

    // The types of Node are the adopter's own; all others have to come with the package.
    const types = `@types/node@${devDependencies['@types/node']}`;
    await run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', tarball, types);
    const own = await run(join(node, 'node'), '--version');
    expect(own.startsWith(`v${version}`)).toBe(true);
    expect(await run('npm', 'run', '-s', 'which')).toBe(own);
    expect(
      readdirSync(join(project, 'node_modules')).filter((name) => /^node-(bin|linux|darwin|win)-/.test(name)),
    ).toEqual([]);
    expect(await run('npm', 'run', '-s', 'sp')).toContain(`Node ${own.slice(1)}`);
    expect(await run('npm', 'run', '-s', 'status')).toContain('NO SESSIONS');

    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    await run(process.execPath, tsc, '-p', project);
    expect(await run('node', 'app.js', join(project, 'home'))).toBe('0 json\njson\nE_USAGE');
  },
  LIMIT_MS,
);

/** The folder of a Node's executable; npm installs it without running any script. */
async function installedNode(version: string): Promise<string> {
  const name = { linux: `node-linux-${process.arch}`, darwin: `node-bin-darwin-${process.arch}` }[
    process.platform as 'linux'
  ];
  const at = join(folder, `node-${version}`);
  mkdirSync(at);
  await execa('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    at,
    `${name}@${version}`,
  ]);
  return join(at, 'node_modules', name, 'bin');
}
