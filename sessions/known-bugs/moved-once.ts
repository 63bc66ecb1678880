// A store that moves its lists from an old file to a new one when it is opened, and marks that it has done so.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListStore } from '../../contract/list-store.ts';
import type { SessionStore, StoreOptions } from '../../contract/store.ts';
import { type FileWays, sync, WholeFiles } from './whole-files.ts';

/** `marks`: the new file is on the disk before the mark, or perhaps not. */
export function openMoved(home: string, options: StoreOptions, marks: 'early' | 'late'): SessionStore {
  const ways: FileWays = { lock: 'none' };
  const [before, moved, mark] = ['before', 'moved', 'done'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  if (existsSync(mark)) return new ListStore(new WholeFiles(moved, ways), options);
  if (!existsSync(before)) {
    mkdirSync(before);
    return new ListStore(new WholeFiles(before, ways), options);
  }
  mkdirSync(join(moved, 'lists'), { recursive: true });
  copyAll(join(before, 'lists'), join(moved, 'lists'), marks === 'late');
  if (marks === 'late') for (const folder of [join(moved, 'lists'), moved, home]) sync(folder);
  writeFileSync(`${mark}.tmp`, 'done');
  sync(`${mark}.tmp`);
  renameSync(`${mark}.tmp`, mark);
  sync(home);
  return new ListStore(new WholeFiles(moved, ways), options);
}

function copyAll(from: string, to: string, isSynced: boolean): void {
  for (const name of readdirSync(from)) {
    writeFileSync(join(to, name), readFileSync(join(from, name)));
    if (isSynced) sync(join(to, name));
  }
}
