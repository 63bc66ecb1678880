// Looks for texts in the bytes of every file below a directory: the check of an erasure by other means than its own.
// Compressed bytes hide text from it.

import { closeSync, type Dirent, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, unlessAbsent } from '../../attempt.ts';

/** Read at a time; a text that lies across two pieces is found by keeping the end of the one before. */
const CHUNK_BYTES = 1 << 20;

/** Files, relative to the directory, that hold any of the texts. Links are not followed. E_IO. */
export function filesHolding(directory: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const needles = [...new Set(texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))].map(
    (text) => Buffer.from(text, 'utf8'),
  );
  return regularFiles(directory).filter((file) =>
    attempt('read', join(directory, file), () => holds(join(directory, file), needles)),
  );
}

function regularFiles(directory: string, below = ''): string[] {
  const entries = attempt(
    'list',
    join(directory, below),
    () => unlessAbsent(() => readdirSync(join(directory, below), { withFileTypes: true })) ?? [],
  );
  return entries.flatMap((entry: Dirent) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return regularFiles(directory, path);
    return entry.isFile() ? [path] : [];
  });
}

function holds(path: string, needles: readonly Buffer[]): boolean {
  const overlap = Math.max(...needles.map(({ length }) => length)) - 1;
  const descriptor = openSync(path, 'r');
  try {
    let carried = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(descriptor, chunk);
      if (length === 0) return false;
      const window = Buffer.concat([carried, chunk.subarray(0, length)]);
      if (needles.some((needle) => window.includes(needle))) return true;
      carried = window.subarray(Math.max(0, window.length - overlap));
    }
  } finally {
    closeSync(descriptor);
  }
}
