// The app's way with session files, faults included: every operation reads the whole file; a write truncates it and
// writes it anew in place, with no lock and no sync. Two processes lose each other's writes, and a crash in the
// middle leaves a torn file. Lists are named by their file.

import { readFileSync, writeFileSync } from 'node:fs';
import type { ListChange, ListKeeper } from '../contract/list-store.ts';
import type { SessionList } from '../contract/session-list.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { FILE_MODE, makeDirectoryOf } from './session-directory.ts';
import { decodeSessions } from './session-file.ts';
import { onFile, systemCode } from './system-error.ts';

/** Calls block, as the app's do on their thread: for files of this size Node's asynchronous calls cost more. */
export class FaithfulFiles implements ListKeeper {
  async read(file: string): Promise<SessionList> {
    return onFile(file, () => {
      const bytes = bytesOf(file);
      return bytes === undefined ? [] : decodeSessions(bytes);
    });
  }

  async change<T>(file: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.write(file, step(await this.read(file)));
  }

  async changeSlowly<T>(file: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.write(file, await step(await this.read(file)));
  }

  private write<T>(file: string, { list, answer }: ListChange<T>): T {
    onFile(file, () => {
      makeDirectoryOf(file);
      writeFileSync(file, writeSessions(list), { encoding: 'utf8', mode: FILE_MODE });
    });
    return answer;
  }
}

/** The bytes of a file; undefined when there is none. */
function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
