// How a workspace path becomes the name of its session file, and which paths count as blank.
// The rules are the app's (legacy format, section 2); both stores key workspaces by this hash.

import { hash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { StoreError } from './errors.ts';

const WHITE_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;

/** Empty or only Unicode White_Space. Not `trim() === ''`: JavaScript trims U+FEFF and keeps U+0085. */
export const isBlank = (text: string): boolean => WHITE_SPACE.test(text);

/** First 16 hex digits of SHA-256 over the path as given: the debate writer's file name. */
export const hashRaw = (path: string): string => hash('sha256', path, 'hex').slice(0, 16);

/** The file name (without .json) under which the app's seven operations keep the sessions of a workspace. */
export const workspaceHash = (path: string): string => hashRaw(canonicalPath(path));

/**
 * The path that is hashed: resolved when every component exists, else the text without its trailing slashes.
 * Only the native realpath agrees with the app; the other one resolves ".." lexically.
 */
export function canonicalPath(path: string): string {
  if (path === '') return '';
  try {
    return realpathSync.native(path);
  } catch {
    // Missing component, symlink loop, NUL in the path, no permission: the app falls back to the text as well.
    return withoutTrailingSlashes(path);
  }
}

/** Counted: the pattern `/+$` takes time that is quadratic in the slashes of a path that ends in something else. */
function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === SLASH) end--;
  return path.slice(0, end);
}

const SLASH = '/'.charCodeAt(0);

/**
 * E_HASH_COLLISION when the workspace of a hash is known to be another directory than the one given, which has that hash as
 * well. Both paths as {@link canonicalPath} gave them.
 */
export function requireSameWorkspace(hash: string, known: string, given: string): void {
  // A path that does not have the hash was noted while links moved, and a text that is no UTF-8 is kept as it is hashed.
  const isCollision = known !== given.toWellFormed() && hashRaw(known) === hash && hashRaw(given) === hash;
  if (!isCollision) return;
  throw new StoreError(
    'E_HASH_COLLISION',
    `The workspace ${hash} belongs to another directory, whose path has the same hash. Nothing was written, because the sessions of both would be mixed.`,
    { data: { hash } },
  );
}
