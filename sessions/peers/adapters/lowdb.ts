// lowdb: each workspace is one JSON file, read whole when it is first asked for and then held in memory; every write
// writes the file anew, under another name first. Sessions in memory are frozen, because callers get these objects.

import { join } from 'node:path';
import { Low } from 'lowdb';
import { DataFile } from 'lowdb/node';
import { Exclusive } from '../../../contract/exclusive.ts';
import { type ListChange, ListStore, type WorkspaceKeeper } from '../../../contract/list-store.ts';
import { freezeSession } from '../../../contract/session.ts';
import type { SessionList } from '../../../contract/session-list.ts';
import type { Adapter } from '../adapter.ts';
import { hashesIn } from './hashes-in.ts';
import { documentOf, type SessionDocument, sessionOf } from './json-document.ts';
import { type Lease, SharedHandles } from './shared-handles.ts';

/** One process, one copy in memory. */
const keepers = new SharedHandles<LowdbKeeper>(async () => {});

export const openStore: Adapter['openStore'] = async ({ directory }, options) => {
  const lease = await keepers.lease(directory, async () => new LowdbKeeper(directory));
  return new LowdbStore(lease, options);
};

class LowdbStore extends ListStore {
  private readonly release: () => Promise<void>;
  private isReleased = false;

  constructor({ handle, release }: Lease<LowdbKeeper>, options: Parameters<Adapter['openStore']>[1]) {
    super(handle, options);
    this.release = release;
  }

  override async close(): Promise<void> {
    await super.close();
    if (this.isReleased) return;
    this.isReleased = true;
    await this.release();
  }
}

class LowdbKeeper implements WorkspaceKeeper {
  private readonly directory: string;
  private readonly files = new Map<string, Low<SessionList>>();
  /** The stores on these files take turns at writing. */
  private readonly turn = new Exclusive();

  constructor(directory: string) {
    this.directory = directory;
  }

  async hashes(): Promise<readonly string[]> {
    return hashesIn(this.directory);
  }

  async read(hash: string): Promise<SessionList> {
    return (await this.file(hash)).data;
  }

  change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.changeSlowly(hash, async (list) => step(list));
  }

  changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.turn.run(async () => {
      const file = await this.file(hash);
      const before = file.data;
      const { list, answer } = await step(before);
      file.data = frozen(list);
      try {
        await file.write();
      } catch (error) {
        file.data = before;
        throw error;
      }
      return answer;
    });
  }

  private async file(hash: string): Promise<Low<SessionList>> {
    const known = this.files.get(hash);
    if (known !== undefined) return known;
    const file = new Low<SessionList>(new DataFile(join(this.directory, `${hash}.json`), FORMAT), frozen([]));
    await file.read();
    this.files.set(hash, file);
    return file;
  }
}

/** The layout of the library's own JSONFile. */
const FORMAT = {
  parse: (text: string): SessionList => frozen((JSON.parse(text) as SessionDocument[]).map(sessionOf)),
  stringify: (list: SessionList): string => JSON.stringify(list.map(documentOf), null, 2),
};

function frozen(list: SessionList): SessionList {
  for (const session of list) if (!Object.isFrozen(session)) freezeSession(session);
  return Object.freeze(list);
}
