// The contract over the app's session files, and what only a store of files has: the debate progress writer, and
// reading and rewriting a file by its name.

import { checkedText } from '../contract/arguments.ts';
import { type Clock, systemClock } from '../contract/instant.ts';
import { type ListChange, type ListKeeper, ListStore, type WorkspaceKeeper } from '../contract/list-store.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { SessionList } from '../contract/session-list.ts';
import type { StoreOptions } from '../contract/store.ts';
import { hashRaw } from '../contract/workspace.ts';
import { debateRecord, withDebateRecord } from './debate-record.ts';
import { workspacesIn } from './kept-workspaces.ts';
import { sessionFile } from './session-file.ts';

export interface JsonStoreOptions extends StoreOptions {
  /** The directory that holds `.ait42`. */
  readonly home: string;
}

export class JsonStore extends ListStore {
  private readonly files: ListKeeper;
  private readonly home: string;
  private readonly debateClock: Clock;

  /** `files` keeps lists by the name of their file. */
  constructor(files: ListKeeper, options: JsonStoreOptions) {
    super(new WorkspaceFiles(files, options.home), options);
    this.files = files;
    this.home = options.home;
    this.debateClock = options.clock ?? systemClock;
  }

  /**
   * Records the progress of a debate as the app's second writer does, under the hash of the path as it is given:
   * replaces the first record with the id, whole, or appends one. Unlike the app it does not overwrite a file that
   * cannot be read: E_PARSE, E_UTF8. Strict mode does not apply: its rules would refuse every such record.
   */
  async debateStatus(workingDir: string, debateId: string, status: string, startedAt: string): Promise<void> {
    const directory = checkedText(workingDir, 'workingDir');
    const id = checkedText(debateId, 'debateId');
    const checkedStatus = checkedText(status, 'status');
    const start = checkedText(startedAt, 'startedAt');
    const file = sessionFile(this.home, hashRaw(directory));
    await this.run(() =>
      this.files.change(file, (list) => {
        const record = debateRecord(id, checkedStatus, start, this.debateClock.now());
        return { list: withDebateRecord(list, record), answer: null };
      }),
    );
  }

  /** The sessions in any file; none when it does not exist. E_IO, E_UTF8, E_PARSE. */
  async loadFile(file: string): Promise<readonly WorktreeSession[]> {
    checkedText(file, 'file');
    return this.run(() => this.files.read(file));
  }

  /** Reads a file and writes it back in the app's form. A missing one becomes `[]`. */
  async rewriteFile(file: string): Promise<void> {
    checkedText(file, 'file');
    await this.run(() => this.files.change(file, (list) => ({ list, answer: null })));
  }
}

/** The lists of one home directory, by workspace hash. */
class WorkspaceFiles implements WorkspaceKeeper {
  private readonly files: ListKeeper;
  private readonly home: string;

  constructor(files: ListKeeper, home: string) {
    this.files = files;
    this.home = home;
  }

  async hashes(): Promise<readonly string[]> {
    return workspacesIn(this.home);
  }

  read(hash: string): Promise<SessionList> {
    return this.files.read(sessionFile(this.home, hash));
  }

  change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.files.change(sessionFile(this.home, hash), step);
  }

  changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.files.changeSlowly(sessionFile(this.home, hash), step);
  }
}
