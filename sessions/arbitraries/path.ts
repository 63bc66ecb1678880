// The workspace paths of histories, and the changes of what they name. Paths are chosen odd on purpose: they resolve, or
// fail to, in every way that the path rules know. `$W` is the directory of the world that all stores of a run share.

import fc from 'fast-check';
import type { WorldChange } from '../histories/step.ts';
import { among } from './choices.ts';

/** Most go to few workspaces, so that calls meet. */
const PATHS: readonly (readonly [weight: number, path: string])[] = [
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
];

export const path: fc.Arbitrary<string> = among(...PATHS.map(([weight, text]) => [weight, [text]] as const));

export const worldChange: fc.Arbitrary<WorldChange> = fc.constantFrom<WorldChange[]>(
  { op: 'link', name: 'link', target: 'alpha' },
  { op: 'link', name: 'link', target: 'beta' },
  { op: 'link', name: 'link', target: 'gone' },
  { op: 'remove', name: 'link' },
  { op: 'directory', name: 'fleeting' },
  { op: 'remove', name: 'fleeting' },
  { op: 'link', name: 'fleeting', target: 'beta' },
  { op: 'directory', name: 'missing' },
  { op: 'remove', name: 'missing' },
);
