// Phase sqlite+json with everything that can happen to database and files, in any order: a snapshot never takes the last
// copy of a session away that only a file held.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { databaseFile, restoreDatabase } from '../../impl-sqlite/index.ts';
import { withDatabase } from '../with-database.ts';
import { forkRestored } from './fork-restored.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { FakeTimers, useCutOver } from './suite/cut-over.ts';
import { sessionWith } from './suite/live-home.ts';
import { workspaceFile } from './workspace-file.ts';

/** STOREPROOF_SNAPSHOT_RUNS for a longer search. */
const RUNS = amountOf('STOREPROOF_SNAPSHOT_RUNS');

const cutOver = useCutOver();

const aStep = fc.constantFrom(
  ...(['create', 'create', 'create', 'delete', 'flush', 'flush', 'close', 'kill', 'byOther'] as const),
  ...(['oldApp', 'undo', 'backup', 'restore', 'copyOver', 'power', 'rebuild'] as const),
);
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

/** A home in the middle of things. */
class Life {
  readonly home: string;
  readonly workspace: string;
  readonly deleted = new Set<string>();
  private readonly file: string;
  private store: SnapshotStore | undefined;
  private count = 0;
  private earlier: Buffer | undefined;
  private readonly backups: string[] = [];

  constructor(home: string, workspace: string) {
    this.home = home;
    this.workspace = workspace;
    this.file = workspaceFile(home, workspaceHash(workspace));
  }

  async take(step: Step): Promise<void> {
    switch (step) {
      case 'create':
        await (await this.opened()).createSession(this.workspace, sessionWith(this.nextId()));
        return;
      case 'delete':
        return this.delete();
      case 'flush':
        await this.observed(async () => (await this.opened()).flush());
        return;
      case 'close':
        return this.observed(() => this.end(true));
      case 'kill':
        return this.end(false);
      case 'oldApp':
        await openJsonStore({ home: this.home, mode: 'faithful' }).createSession(
          this.workspace,
          sessionWith(this.nextId()),
        );
        return;
      case 'undo':
        if (this.earlier !== undefined) writeFileSync(this.file, this.earlier);
        return;
      default:
        await this.end(false);
        return this.changeDatabase(step);
    }
  }

  async end(isOrderly: boolean): Promise<void> {
    const { store } = this;
    this.store = undefined;
    // What a process leaves undone that is killed.
    if (!isOrderly) await (store as unknown as { keeper?: { stop(): Promise<void> } })?.keeper?.stop();
    await store?.close();
  }

  private async changeDatabase(step: Step): Promise<void> {
    const path = databaseFile(this.home);
    const backup = this.backups.at(-1);
    if (step === 'backup') await this.backUp();
    if (step === 'byOther' || step === 'power') await this.writeAsOther(step === 'power');
    if (step === 'copyOver' && backup !== undefined) cpSync(backup, path);
    if (step === 'rebuild') {
      rmSync(path);
      await withDatabase({ home: this.home }, (database) =>
        database.createSession(this.workspace, sessionWith(this.nextId())),
      );
    }
    if (step === 'restore' && backup !== undefined) {
      restoreDatabase(backup, path);
      await this.observed(() => forkRestored(this.home));
    }
  }

  private async backUp(): Promise<void> {
    const target = join(this.home, `backup${this.count++}.db`);
    await withDatabase({ home: this.home }, (database) => database.backup(target));
    this.backups.push(target);
  }

  /** `isLost`: as if the power failed before the commit was on the disk, but behind its snapshot. */
  private async writeAsOther(isLost: boolean): Promise<void> {
    const before = `${databaseFile(this.home)}.before`;
    cpSync(databaseFile(this.home), before);
    await withDatabase({ home: this.home }, (database) =>
      database.createSession(this.workspace, sessionWith(this.nextId())),
    );
    if (!isLost) return;
    await this.observed(async () => (await this.opened()).flush());
    await this.end(false);
    cpSync(before, databaseFile(this.home));
  }

  private async delete(): Promise<void> {
    const store = await this.opened();
    const [first] = await store.getAllSessions(this.workspace);
    if (first === undefined) return;
    await store.deleteSession(this.workspace, first.id);
    this.deleted.add(first.id);
  }

  /** Holds what our work did to the file against what the file held. */
  private async observed(work: () => Promise<unknown>): Promise<void> {
    const before = existsSync(this.file) ? readFileSync(this.file) : undefined;
    await work();
    if (before === undefined || (existsSync(this.file) && readFileSync(this.file).equals(before))) return;
    this.earlier = before;
    const kept = this.archived().some((bytes) => bytes.equals(before));
    const now = readFileSync(this.file, 'utf8');
    const gone = idsIn(before.toString()).filter(
      (id) => !this.deleted.has(id) && !idsIn(now).includes(id) && !kept,
    );
    expect(gone).toEqual([]);
  }

  private archived(): Buffer[] {
    const folder = join(this.home, '.ait42', 'archive', 'originals');
    return existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name))) : [];
  }

  private async opened(): Promise<SnapshotStore> {
    this.store ??= await SnapshotStore.open({ home: this.home, timers: new FakeTimers() });
    return this.store;
  }

  private nextId(): string {
    return `s${this.count++}`;
  }
}

const idsIn = (text: string): string[] => JSON.parse(text).map(({ id }: { id: string }) => id);

test('whatever happens to database and files, no snapshot takes away what only a file held', async () => {
  const { home, one } = await cutOver();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 4, maxLength: 16 }), async (steps) => {
      const copy = `${home}-${count++}`;
      cpSync(home, copy, { recursive: true });
      const life = new Life(copy, one);
      try {
        for (const step of steps) await life.take(step);
      } finally {
        await life.end(false);
        rmSync(copy, { recursive: true });
      }
    }),
    { numRuns: RUNS },
  );
});
