// Lists in one SQLite database, each as a text: read and written in one transaction, which takes the write lock at its beginning, or later.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { ListChange, WorkspaceKeeper } from '../../contract/list-store.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { writeSessions } from '../../contract/session-writer.ts';

const TIMEOUT_MS = 30_000;

export class SnapshotTables implements WorkspaceKeeper {
  private readonly database: Database.Database;
  private readonly begin: string;

  constructor(home: string, begin: 'BEGIN' | 'BEGIN IMMEDIATE') {
    this.begin = begin;
    this.database = new Database(join(home, 'lists.db'), { timeout: TIMEOUT_MS });
    this.database.pragma('journal_mode = WAL');
    this.database.exec('CREATE TABLE IF NOT EXISTS lists (hash TEXT PRIMARY KEY, list TEXT)');
  }

  async hashes(): Promise<readonly string[]> {
    return this.database.prepare('SELECT hash FROM lists').pluck().all() as string[];
  }

  async read(hash: string): Promise<SessionList> {
    const text = this.database.prepare('SELECT list FROM lists WHERE hash = ?').pluck().get(hash);
    return text === undefined ? [] : readSessions(text as string);
  }

  change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.changeSlowly(hash, async (list) => step(list));
  }

  async changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    this.database.exec(this.begin);
    try {
      const { list, answer } = await step(await this.read(hash));
      await delay(1);
      this.database
        .prepare('INSERT INTO lists VALUES (?, ?) ON CONFLICT DO UPDATE SET list = excluded.list')
        .run(hash, writeSessions(list));
      this.database.exec('COMMIT');
      return answer;
    } catch (error) {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }
}
