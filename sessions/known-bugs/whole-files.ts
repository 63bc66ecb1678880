// One file of JSON a workspace, as people keep them: with a lock or without, and written in one of the ways that differ in what a power cut
// leaves. Only one of these ways is right.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Exclusive } from '../../contract/exclusive.ts';
import type { ListChange, WorkspaceKeeper } from '../../contract/list-store.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { withFileLock } from '../../files/file-lock.ts';

export interface FileWays {
  /** Who waits for whom. `process`: those of one process for each other. */
  readonly lock: 'none' | 'process' | 'file';
  /** Default: all of it. */
  readonly leavesOut?: 'rename' | 'sync of the file' | 'sync of the folder';
  /** A list that was read is answered again for so long. */
  readonly remembersMs?: number;
}

const LOCK_WAIT_MS = 30_000;

export class WholeFiles implements WorkspaceKeeper {
  private readonly folder: string;
  private readonly ways: FileWays;
  private readonly exclusive = new Exclusive();
  private readonly remembered = new Map<string, { readonly list: SessionList; readonly atMs: number }>();

  constructor(home: string, ways: FileWays) {
    this.folder = join(home, 'lists');
    this.ways = ways;
    mkdirSync(this.folder, { recursive: true });
    sync(dirname(this.folder));
  }

  async hashes(): Promise<readonly string[]> {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length));
  }

  async read(hash: string): Promise<SessionList> {
    const { remembersMs = 0 } = this.ways;
    const known = this.remembered.get(hash);
    if (known !== undefined && performance.now() - known.atMs < remembersMs) return known.list;
    const list = this.list(hash);
    this.remembered.set(hash, { list, atMs: performance.now() });
    return list;
  }

  change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.changeSlowly(hash, async (list) => step(list));
  }

  changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.locked(hash, async () => {
      const { list, answer } = await step(this.list(hash));
      // Others get their turn, as they do where reading and writing are asynchronous.
      await delay(1);
      this.put(this.file(hash), writeSessions(list));
      return answer;
    });
  }

  private locked<T>(hash: string, work: () => Promise<T>): Promise<T> {
    const { lock } = this.ways;
    if (lock === 'file') return withFileLock(this.file(hash), LOCK_WAIT_MS, work);
    return lock === 'process' ? this.exclusive.run(work) : work();
  }

  private file(hash: string): string {
    return join(this.folder, `${hash}.json`);
  }

  private list(hash: string): SessionList {
    const file = this.file(hash);
    return existsSync(file) ? readSessions(readFileSync(file, 'utf8')) : [];
  }

  private put(file: string, text: string): void {
    const { leavesOut } = this.ways;
    if (leavesOut === 'rename') {
      writeFileSync(file, text);
      return;
    }
    const temporary = `${file}.${process.pid}.tmp`;
    const descriptor = openSync(temporary, 'w');
    writeSync(descriptor, text);
    if (leavesOut !== 'sync of the file') fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, file);
    if (leavesOut !== 'sync of the folder') sync(this.folder);
  }
}

export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
