// The directories that workspace paths name, in the folder that all stores of a run share. Which paths: arbitraries/path.ts.

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldChange } from './step.ts';

export class World {
  private readonly root: string;

  /** In an empty folder. */
  constructor(root: string) {
    this.root = root;
    for (const name of ['alpha', 'beta', 'fleeting', ' spaced ', '日本語'])
      this.change({ op: 'directory', name });
    writeFileSync(join(this.root, 'file'), '');
    this.change({ op: 'link', name: 'link', target: 'alpha' });
    this.change({ op: 'link', name: 'loop', target: 'loop' });
  }

  resolved(path: unknown): unknown {
    return typeof path === 'string' && path.startsWith('$W') ? this.root + path.slice(2) : path;
  }

  /** As a step names a path that was resolved. */
  named(path: string): string {
    return path.startsWith(this.root) ? `$W${path.slice(this.root.length)}` : path;
  }

  change({ op, name, target = '' }: WorldChange): void {
    const place = join(this.root, name);
    rmSync(place, { recursive: true, force: true });
    if (op === 'directory') mkdirSync(place);
    if (op === 'link') symlinkSync(join(this.root, target), place, 'junction');
  }
}
