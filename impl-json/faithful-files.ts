// The app's way with session files, faults included: every operation reads the whole file; a write truncates it and
// writes it anew in place, with no lock and no sync. Two processes lose each other's writes, and a crash in the
// middle leaves a torn file. Lists are named by their file.

import { constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import type { ListChange, ListKeeper } from '../contract/list-store.ts';
import type { SessionList } from '../contract/session-list.ts';
import { makeDirectoryOf } from '../files/directory.ts';
import { readRegularFile, withRegularFile } from '../files/regular-file.ts';
import { onFile, systemError } from '../files/system-error.ts';
import { PRIVATE_MODE, writeAll } from '../files/temporary-file.ts';
import { type FileCodec, PLAIN_CODEC } from './file-codec.ts';
import { rustDebug } from './rust-debug.ts';

/** Calls block, as the app's do on their thread: for files of this size Node's asynchronous calls cost more. */
export class FaithfulFiles implements ListKeeper {
  private readonly codec: FileCodec;

  constructor(codec: FileCodec = PLAIN_CODEC) {
    this.codec = codec;
  }

  async read(file: string): Promise<SessionList> {
    return onFile(file, () => {
      const bytes = bytesOf(file);
      return bytes === undefined ? [] : this.codec.decode(file, bytes);
    });
  }

  async change<T>(file: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.write(file, step(await this.read(file)));
  }

  async changeSlowly<T>(file: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.write(file, await step(await this.read(file)));
  }

  private write<T>(file: string, { list, answer }: ListChange<T>): T {
    makeDirectory(file);
    const bytes = this.codec.encode(file, list);
    onFile(file, () =>
      withRegularFile(file, (descriptor) => writeAll(descriptor, bytes), IN_PLACE, PRIVATE_MODE),
    );
    return answer;
  }
}

const IN_PLACE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;

/** The bytes of a file; undefined when there is none. */
function bytesOf(file: string): Buffer | undefined {
  try {
    return readRegularFile(file);
  } catch (error) {
    const isOfSystem = (error as NodeJS.ErrnoException).errno !== undefined;
    if (isOfSystem && !exists(file)) return undefined;
    throw error;
  }
}

/** As the app asks: what cannot be looked at (a file among the directories, a link loop, no permission) is not there. */
function exists(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch {
    return false;
  }
}

/** E_IO, E_NO_SPACE or E_READ_ONLY with the app's text. */
function makeDirectory(file: string): void {
  try {
    makeDirectoryOf(file);
  } catch (error) {
    const known = systemError(error, file);
    if (!(known instanceof StoreError)) throw error;
    const message = `Failed to create .ait42/sessions directory at ${rustDebug(dirname(file))}`;
    throw new StoreError(known.code, message, { data: known.data, cause: error });
  }
}
