// Session files in safe mode, with every write told to a listener under the hash that the caller used: behind a symbolic
// link the file's own name is another.

import type { ListChange, ListKeeper } from '../../contract/list-store.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { type FileWrite, SafeFiles } from '../../impl-json/safe-files.ts';
import { hashOfFile } from './workspace-file.ts';

export class ObservedFiles implements ListKeeper {
  private readonly safe: SafeFiles;
  private file = '';

  /** For a store that runs one operation at a time, as every store of the contract does. */
  constructor(
    lockWaitMs: number,
    observe: (hash: string, write: FileWrite) => void,
    beforeWrite?: () => void,
  ) {
    const note = (write: FileWrite): void => observe(hashOfFile(this.file), write);
    this.safe = new SafeFiles(lockWaitMs, undefined, note, beforeWrite);
  }

  read(file: string): Promise<SessionList> {
    return this.safe.read(file);
  }

  change<T>(file: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    this.file = file;
    return this.safe.change(file, step);
  }

  changeSlowly<T>(file: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    this.file = file;
    return this.safe.changeSlowly(file, step);
  }
}
