// conf: each workspace is one configuration file with a list of sessions. The library reads and checks the whole file
// at every access and replaces it at every write; nothing is kept in memory.

import Conf from 'conf';
import { type ListChange, ListStore, type WorkspaceKeeper } from '../../../contract/list-store.ts';
import type { SessionList } from '../../../contract/session-list.ts';
import type { Adapter } from '../adapter.ts';
import { hashesIn } from './hashes-in.ts';
import { documentOf, type SessionDocument, sessionOf } from './json-document.ts';

export const openStore: Adapter['openStore'] = async ({ directory }, options) =>
  new ListStore(new ConfKeeper(directory), options);

interface Content {
  readonly sessions?: SessionDocument[];
}

/** Reads and writes are synchronous, so no other call of this process comes between the two. */
class ConfKeeper implements WorkspaceKeeper {
  private readonly directory: string;
  private readonly files = new Map<string, Conf<Content>>();

  constructor(directory: string) {
    this.directory = directory;
  }

  async hashes(): Promise<readonly string[]> {
    return hashesIn(this.directory);
  }

  async read(hash: string): Promise<SessionList> {
    return this.list(hash);
  }

  async change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.keep(hash, step(this.list(hash)));
  }

  async changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.keep(hash, await step(this.list(hash)));
  }

  private list(hash: string): SessionList {
    return (this.file(hash).get('sessions') ?? []).map(sessionOf);
  }

  private keep<T>(hash: string, { list, answer }: ListChange<T>): T {
    this.file(hash).set('sessions', list.map(documentOf));
    return answer;
  }

  private file(hash: string): Conf<Content> {
    const known = this.files.get(hash);
    if (known !== undefined) return known;
    const file = new Conf<Content>({ cwd: this.directory, configName: hash });
    this.files.set(hash, file);
    return file;
  }
}
