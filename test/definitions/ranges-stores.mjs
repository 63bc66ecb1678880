// A map whose values are lists, with ranges of keys: in memory, in a file that is written whole, and in a database.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export class Memory {
  items = {};

  load() {
    return this.items;
  }

  save(items) {
    this.items = items;
  }

  push(key, item) {
    const items = this.load();
    this.save({ ...items, [key]: [...(items[key] ?? []), item] });
  }

  drop(key) {
    const { [key]: found, ...rest } = this.load();
    this.save(rest);
    return found !== undefined;
  }

  range(from, to) {
    const found = Object.entries(this.load()).filter(([key]) => key >= from && key < to);
    return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
  }
}

export class File extends Memory {
  constructor(home) {
    super();
    this.file = join(home, 'items.json');
  }

  load() {
    return existsSync(this.file) ? JSON.parse(readFileSync(this.file, 'utf8')) : {};
  }

  save(items) {
    writeFileSync(this.file, JSON.stringify(items));
  }
}

export class Table {
  constructor(home) {
    this.db = new Database(join(home, 'items.db'));
    this.db.exec('CREATE TABLE IF NOT EXISTS items (key TEXT, item TEXT)');
    this.db.exec('CREATE INDEX IF NOT EXISTS keys ON items (key)');
  }

  push(key, item) {
    this.db.prepare('INSERT INTO items VALUES (?, ?)').run(key, item);
  }

  drop(key) {
    return this.db.prepare('DELETE FROM items WHERE key = ?').run(key).changes > 0;
  }

  range(from, to) {
    const rows = this.db.prepare('SELECT * FROM items WHERE key >= ? AND key < ? ORDER BY key, rowid');
    const groups = Object.groupBy(rows.all(from, to), ({ key }) => key);
    return Object.entries(groups).map(([key, found]) => [key, found.map(({ item }) => item)]);
  }

  close() {
    this.db.close();
  }
}

/** Its ranges have the key that they end with, too. */
export class Closed extends Table {
  range(from, to) {
    return super.range(from, `${to}\u0001`);
  }
}
