// @seald-io/nedb: one document per session with its workspace, id and position beside it, all in memory, and a log on
// disk. A message is appended by the library's own operator. It copies documents on the way in and out.

import { join } from 'node:path';
import nedb, { type Document } from '@seald-io/nedb';
import { sessionNotFound } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import type { Adapter } from '../adapter.ts';
import { type BatchKeeper, type Changes, type Entry, inOneBatch } from './collected-changes.ts';
import { documentOf, type SessionDocument, sessionOf } from './json-document.ts';
import { type AddedMessage, DocumentKeeper, type SessionKeeper, type Step } from './keeper.ts';
import { openSharedPeerStore, type PeerHandle } from './peer-store.ts';

export const openStore: Adapter['openStore'] = ({ directory }, options) =>
  openSharedPeerStore(
    `nedb ${directory}`,
    async () => new NedbHandle(join(directory, 'sessions.db')),
    options,
  );

/** The package is CommonJS and its module is the class; its types tell of a default export that is not there. */
const Datastore = nedb as unknown as typeof nedb.default;
type Datastore = nedb.default<Kept>;

interface Kept {
  readonly workspace: string;
  readonly id: string;
  readonly position: number;
  readonly session: SessionDocument;
}

class NedbHandle implements PeerHandle {
  readonly keeper: NedbKeeper;

  constructor(filename: string) {
    this.keeper = new NedbKeeper(filename);
  }

  /** All or nothing in this process; the log is written document by document, so a crash can leave a part. */
  transaction<T>(workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    return inOneBatch(this.keeper, workspace, work);
  }

  /** Every acknowledged write is in the file, and the file is not kept open. */
  async close(): Promise<void> {}
}

/**
 * The library ends a line of its log at these characters too, though it writes them as they are: a session with one of
 * them in it would be a corrupt line at the next opening.
 */
const onOneLine = (line: string): string =>
  line.replaceAll('\u0085', '\\u0085').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

const entryOf = ({ position, session }: Kept): Entry => ({ position, session: sessionOf(session) });

class NedbKeeper extends DocumentKeeper implements BatchKeeper {
  private readonly filename: string;
  private loading: Promise<Datastore> | undefined;
  private nextPosition = 0;

  constructor(filename: string) {
    super();
    this.filename = filename;
  }

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return (await this.kept({ workspace })).map(({ session }) => sessionOf(session));
  }

  override async first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    const kept = await this.firstKept(workspace, id);
    return kept === undefined ? undefined : sessionOf(kept.session);
  }

  override append(workspace: string, session: WorktreeSession): Promise<void> {
    return this.add(workspace, [session]);
  }

  override async removeAll(workspace: string, id: string): Promise<void> {
    const db = await this.loaded();
    await db.removeAsync({ workspace, id }, { multi: true });
  }

  override async addMessage(workspace: string, id: string, added: AddedMessage): Promise<WorktreeSession> {
    const { message, updatedAt } = added;
    const db = await this.loaded();
    const [first] = await db
      .findAsync<Document<Kept>>({ workspace, id }, { position: 1 })
      .sort({ position: 1 })
      .limit(1);
    if (first === undefined) throw sessionNotFound(id);
    const { affectedDocuments } = await db.updateAsync<Kept, { returnUpdatedDocs: true }>(
      { _id: first._id },
      { $push: { 'session.chatHistory': message }, $set: { 'session.updatedAt': updatedAt } },
      { returnUpdatedDocs: true },
    );
    return sessionOf((affectedDocuments as Document<Kept>).session);
  }

  async entries(workspace: string): Promise<Entry[]> {
    return (await this.kept({ workspace })).map(entryOf);
  }

  async entriesOf(workspace: string, id: string): Promise<Entry[]> {
    return (await this.kept({ workspace, id })).map(entryOf);
  }

  async write(workspace: string, { removed, replaced, added }: Changes): Promise<void> {
    const db = await this.loaded();
    for (const { position } of removed) await db.removeAsync({ position }, {});
    for (const { position, session } of replaced) {
      await db.updateAsync({ position }, { $set: { session: documentOf(session) } });
    }
    if (added.length > 0) await this.add(workspace, added);
  }

  protected override async changeFirst(workspace: string, id: string, step: Step): Promise<WorktreeSession> {
    const kept = await this.firstKept(workspace, id);
    if (kept === undefined) throw sessionNotFound(id);
    const session = step(sessionOf(kept.session));
    const db = await this.loaded();
    await db.updateAsync({ _id: kept._id }, { $set: { session: documentOf(session) } });
    return session;
  }

  /** Loaded at the first call and not at opening, so that a cold read is seen to contain it. */
  private loaded(): Promise<Datastore> {
    this.loading ??= this.load();
    return this.loading;
  }

  private async load(): Promise<Datastore> {
    const db = new Datastore<Kept>({
      filename: this.filename,
      afterSerialization: onOneLine,
      beforeDeserialization: (line) => line,
    });
    await db.loadDatabaseAsync();
    // Of the indexes of a query's fields the library uses the last one's, so queries name the id last.
    for (const fieldName of ['workspace', 'position', 'id']) await db.ensureIndexAsync({ fieldName });
    const [last] = await db.findAsync<Document<Kept>>({}).sort({ position: -1 }).limit(1);
    this.nextPosition = last === undefined ? 0 : last.position + 1;
    return db;
  }

  private async kept(query: { workspace: string; id?: string }): Promise<Document<Kept>[]> {
    const db = await this.loaded();
    return db.findAsync<Document<Kept>>(query).sort({ position: 1 });
  }

  private async firstKept(workspace: string, id: string): Promise<Document<Kept> | undefined> {
    const db = await this.loaded();
    const [kept] = await db.findAsync<Document<Kept>>({ workspace, id }).sort({ position: 1 }).limit(1);
    return kept;
  }

  private async add(workspace: string, sessions: readonly WorktreeSession[]): Promise<void> {
    const db = await this.loaded();
    const documents = sessions.map((session) => ({
      workspace,
      id: session.id,
      position: this.nextPosition++,
      session: documentOf(session),
    }));
    await db.insertAsync(documents);
  }
}
