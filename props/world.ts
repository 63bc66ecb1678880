// The directories that workspace paths name, shared by all stores of a run; each store has a home of its own beside
// them. Paths are chosen odd on purpose: they resolve, or fail to, in every way that the path rules know.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldChange } from './operation.ts';
import { Weighted } from './random.ts';

/** The paths of the sequences; `$W` is the world's directory. Most calls go to few workspaces, so that they meet. */
export const PATHS: Weighted<string> = new Weighted([
  [40, '$W/alpha'],
  [14, '$W/beta'],
  [6, '$W/alpha/'],
  [3, '$W//alpha///'],
  [3, '$W/beta/../alpha/.'],
  [8, '$W/link'],
  [3, '$W/link/'],
  [3, '$W/link/../beta'],
  [3, '$W/link/nested'],
  [8, '$W/fleeting'],
  [3, '$W/fleeting/'],
  [3, '$W/fleeting/../alpha'],
  [3, '$W/missing'],
  [2, '$W/missing//'],
  [1, '$W/missing/..'],
  [1, '$W/file'],
  [1, '$W/file/'],
  [1, '$W/loop'],
  [1, '$W/ spaced '],
  [1, '$W/日本語'],
  [1, '$W/caf\u00e9'],
  [1, '$W/cafe\u0301'],
  [1, '$W/nul\0byte'],
  [1, `$W/${'long'.repeat(80)}`],
  [1, 'relative/path'],
  [1, './relative/path/'],
  [1, '.'],
  [1, '//'],
  [1, ''],
  [1, ' '],
  [1, '\u0085\u3000\t'],
  [1, '\ufeff'],
]);

export const WORLD_CHANGES: readonly WorldChange[] = [
  { op: 'link', name: 'link', target: 'alpha' },
  { op: 'link', name: 'link', target: 'beta' },
  { op: 'link', name: 'link', target: 'gone' },
  { op: 'remove', name: 'link' },
  { op: 'directory', name: 'fleeting' },
  { op: 'remove', name: 'fleeting' },
  { op: 'link', name: 'fleeting', target: 'beta' },
  { op: 'directory', name: 'missing' },
  { op: 'remove', name: 'missing' },
];

export class World {
  /** Holds the world and the homes. */
  private readonly base: string;
  private readonly root: string;
  private homes = 0;

  constructor() {
    this.base = mkdtempSync(join(tmpdir(), 'storeproof-world-'));
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

  change({ op, name, target = '' }: WorldChange): void {
    const place = join(this.root, name);
    rmSync(place, { recursive: true, force: true });
    if (op === 'directory') mkdirSync(place);
    if (op === 'link') symlinkSync(join(this.root, target), place, 'junction');
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}
