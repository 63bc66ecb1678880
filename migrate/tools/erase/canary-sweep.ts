// Looks for texts in the bytes of every file below a directory: the check of an erasure by other means than its own.
// Compressed bytes hide text from it.

import { closeSync, type Dirent, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { attempt, unlessAbsent } from '../../../files/attempt.ts';
import { openRegularFile } from '../../../files/regular-file.ts';

/** Read at a time; a text that lies across two pieces is found by keeping the end of the one before. */
const CHUNK_BYTES = 1 << 20;

type Unread = (file: string, error: StoreError) => void;

/**
 * Files, relative to the directory, that hold any of the texts. Links are followed to files, and to directories from the
 * first level. `onUnread` is told of each place that cannot be read; without it that is thrown: E_IO.
 */
export function filesHolding(directory: string, texts: readonly string[], onUnread?: Unread): string[] {
  if (texts.length === 0) return [];
  const needles = texts.flatMap(needlesOf);
  const walk = new Walk(directory, onUnread);
  return walk
    .filesIn('')
    .filter((file) => walk.orTold(file, false, () => holds(join(directory, file), needles)));
}

/** Those of the texts that the file at `path` holds. E_IO. */
export function textsIn(path: string, texts: readonly string[]): string[] {
  const wanted = new Map(texts.map((text) => [text, needlesOf(text)]));
  const found: string[] = [];
  const overlap = longest([...wanted.values()].flat()) - 1;
  attempt('read', path, () => {
    for (const window of windowsOf(path, overlap)) {
      for (const [text, needles] of wanted) {
        if (!needles.some((needle) => window.includes(needle))) continue;
        found.push(text);
        wanted.delete(text);
      }
      if (wanted.size === 0) return;
    }
  });
  return found;
}

/** As it stands in a text, and as JSON writes it. */
const needlesOf = (text: string): Buffer[] =>
  [...new Set([text, JSON.stringify(text).slice(1, -1)])].map((each) => Buffer.from(each, 'utf8'));

const longest = (needles: readonly Buffer[]): number =>
  needles.reduce((most, { length }) => Math.max(most, length), 1);

class Walk {
  private readonly directory: string;
  private readonly onUnread: Unread | undefined;

  constructor(directory: string, onUnread: Unread | undefined) {
    this.directory = directory;
    this.onUnread = onUnread;
  }

  filesIn(below: string): string[] {
    const directory = join(this.directory, below);
    const entries = this.orTold(
      below,
      [],
      () => unlessAbsent(() => readdirSync(directory, { withFileTypes: true })) ?? [],
    );
    return entries.flatMap((entry) => this.filesAt(entry, below));
  }

  private filesAt(entry: Dirent, below: string): string[] {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? targetOf(join(this.directory, path)) : entry;
    if (kind?.isFile()) return [path];
    return kind?.isDirectory() && (below === '' || entry.isDirectory()) ? this.filesIn(path) : [];
  }

  orTold<T>(file: string, otherwise: T, work: () => T): T {
    try {
      return attempt('read', join(this.directory, file), work);
    } catch (error) {
      if (!(error instanceof StoreError) || this.onUnread === undefined) throw error;
      this.onUnread(file, error);
      return otherwise;
    }
  }
}

/** Undefined for a link that leads nowhere. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

function holds(path: string, needles: readonly Buffer[]): boolean {
  for (const window of windowsOf(path, longest(needles) - 1)) {
    if (needles.some((needle) => window.includes(needle))) return true;
  }
  return false;
}

/** The file in pieces, each with the last `overlap` bytes of what came before. */
function* windowsOf(path: string, overlap: number): Generator<Buffer> {
  const descriptor = openRegularFile(path);
  try {
    let carried = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(descriptor, chunk);
      if (length === 0) return;
      const window = Buffer.concat([carried, chunk.subarray(0, length)]);
      yield window;
      carried = window.subarray(Math.max(0, window.length - overlap));
    }
  } finally {
    closeSync(descriptor);
  }
}
