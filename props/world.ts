// The directories that workspace paths name, shared by all stores of a run; each store has a home of its own beside
// them. Which paths: arbitraries/path.ts.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '../subjects/index.ts';
import { memoryFolder } from './memory-folder.ts';
import type { WorldChange } from './operation.ts';

/**
 * What stands in memory takes memory until it is removed: it goes with its process, whatever ends it in order. What lies on
 * a disk may have been filled by a program, and who pressed Ctrl-C twice waits for no removal.
 */
const inMemory = new Set<string>();
process.on('exit', () => {
  for (const base of inMemory) rmSync(base, { recursive: true, force: true });
});

export class World {
  /** Holds the world and the homes. */
  private readonly base: string;
  private readonly root: string;
  private homes = 0;

  /** For checks of these subjects. */
  static of(subjects: readonly Subject[]): World {
    const folder = World.folderOf(subjects);
    const world = new World(folder);
    if (folder !== tmpdir()) inMemory.add(world.base);
    return world;
  }

  /** Where theirs is. Of a program of somebody else's the files are where its author would have them. */
  static folderOf(subjects: readonly Subject[]): string {
    return (subjects.every(({ isRemote }) => !isRemote) ? memoryFolder() : undefined) ?? tmpdir();
  }

  constructor(folder: string = tmpdir()) {
    this.base = mkdtempSync(join(folder, 'storeproof-world-'));
    this.root = join(this.base, 'world');
    mkdirSync(this.root);
    for (const name of ['alpha', 'beta', 'fleeting', ' spaced ', '日本語'])
      this.change({ op: 'directory', name });
    writeFileSync(join(this.root, 'file'), '');
    this.change({ op: 'link', name: 'link', target: 'alpha' });
    this.change({ op: 'link', name: 'loop', target: 'loop' });
  }

  /** A new empty home directory. */
  newHome(): string {
    const home = join(this.base, `home-${++this.homes}`);
    mkdirSync(home);
    return home;
  }

  resolved(path: unknown): unknown {
    return typeof path === 'string' && path.startsWith('$W') ? this.root + path.slice(2) : path;
  }

  /** As an operation names a path that was resolved. */
  named(path: string): string {
    return path.startsWith(this.root) ? `$W${path.slice(this.root.length)}` : path;
  }

  change({ op, name, target = '' }: WorldChange): void {
    const place = join(this.root, name);
    rmSync(place, { recursive: true, force: true });
    if (op === 'directory') mkdirSync(place);
    if (op === 'link') symlinkSync(join(this.root, target), place, 'junction');
  }

  /** Not at once: Ctrl-C is heard meanwhile. */
  async remove(): Promise<void> {
    await rm(this.base, { recursive: true, force: true });
    inMemory.delete(this.base);
  }
}
