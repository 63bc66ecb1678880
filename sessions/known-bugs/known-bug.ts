// A bug that people had, rebuilt small: a store, an import or a procedure with that one thing wrong, beside the same without it. What must
// find it is a check that this tool ships; the same check must say nothing of the right one.

import type { SessionStore } from '../../contract/store.ts';
import type { Definition } from '../../definition/definition.ts';

export interface KnownBug {
  readonly name: string;
  /** What goes wrong, in a sentence. */
  readonly what: string;
  /** Where people had it: repository and number, on GitHub. */
  readonly source: string;
  /** Who must find it. */
  readonly check: CheckOfBug;
  /** What the check says; null: nothing. */
  readonly look: (variant: Variant, scene: Scene) => Promise<string | null>;
  /** Bugs with the same right variant name it alike: it is looked at once. Default: the name of the bug. */
  readonly right?: string;
  /** What it cannot be looked at without. */
  readonly needs?: 'shim';
}

export type Variant = 'wrong' | 'right';

export type CheckOfBug = 'sequences' | 'losslessness' | 'load' | 'power cuts' | 'check' | 'verify';

export interface Scene {
  /** Of the session stores. */
  readonly definition: Definition<SessionStore>;
  readonly seed: number;
  /** Empty, and this bug's own. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}
