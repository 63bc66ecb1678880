// Runs a tool as a user does, in a child process under the Node of the tests, or within the test's own process, which
// saves the second that a process takes to start; and tells whether a tree changed.

import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { afterAll, onTestFinished } from 'vitest';
import { type Output, outputTo } from '../cli/output.ts';

export const ROOT: string = join(import.meta.dirname, '..');

/** A tool that takes longer is stuck: waiting for a processor takes no minute of this. */
export const TOOL_MS_MAX = 1_200_000;

/** Without coverage the launcher runs what was built, as users do, in a quarter of the time. */
export const UNCOVERED = { NODE_V8_COVERAGE: undefined } as const;

interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

interface RunningTool extends PromiseLike<ToolResult> {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  kill(signal: NodeJS.Signals): boolean;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A program that starts the tool: it gets the tool's command line behind its own. */
  readonly wrapper?: readonly string[];
  /** User id to run as; only root may choose. */
  readonly uid?: number;
}

/** Standard input stays open until the caller ends it. */
const starter =
  (name: string, environment: Readonly<Record<string, string | undefined>> = {}) =>
  (words: readonly string[], { wrapper = [], env = {}, ...user }: Surroundings = {}): RunningTool => {
    const line = [...wrapper, process.execPath, join(ROOT, 'bin', `${name}.js`), ...words];
    const [program = '', ...rest] = line;
    const options = { reject: false, timeout: TOOL_MS_MAX, env: { ...environment, ...env } };
    return execa(program, rest, { ...options, ...user });
  };

/** With coverage: parts of it run in processes of their own only. */
export const storeproof: ReturnType<typeof starter> = starter('storeproof');
/** Without: `migrateHere` covers the verbs. */
export const migrate: ReturnType<typeof starter> = starter('ait42-migrate', UNCOVERED);

interface ToolModule {
  readonly main: (argv: readonly string[], output: Output) => Promise<number>;
}

const here =
  (load: () => Promise<ToolModule>) =>
  async (words: readonly string[]): Promise<ToolResult> => {
    const [stdout, stderr] = [new Collected(), new Collected()];
    const { main } = await load();
    const exitCode = await main(words, outputTo(stdout, stderr));
    return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
  };

/**
 * What a verb answers, prints and leaves. What belongs to a process (the launcher, signals, standard input, another
 * environment or user, and that it ends) needs a process: `storeproof` and `migrate`.
 */
export const storeproofHere: ReturnType<typeof here> = here(() => import('../cli/storeproof.ts'));
export const migrateHere: ReturnType<typeof here> = here(() => import('../cli/ait42-migrate.ts'));

/** A verb on that home. */
export const migrateOn =
  (home: string) =>
  (...words: readonly string[]): Promise<ToolResult> =>
    migrateHere([...words, '--home', home]);

class Collected extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  /** Without the last end of line, as a child's output is given. */
  text(): string {
    return Buffer.concat(this.#chunks).toString().replace(/\n$/, '');
  }
}

/** An empty directory that the end of the test removes. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'storeproof-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty directory for all tests of a file. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'storeproof-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Names, kinds, permissions, sizes, times of change and contents of everything below a folder, as one digest. */
export function treeDigest(folder: string): string {
  const hash = createHash('sha256');
  addTree(hash, folder, '');
  return hash.digest('hex');
}

function addTree(hash: ReturnType<typeof createHash>, root: string, path: string): void {
  const full = join(root, path);
  const stats = lstatSync(full);
  hash.update(`${path}\0${stats.mode}\0${stats.mtimeMs}\0`);
  if (stats.isDirectory())
    for (const name of readdirSync(full).toSorted()) addTree(hash, root, join(path, name));
  else if (stats.isFile()) hash.update(readFileSync(full));
}
