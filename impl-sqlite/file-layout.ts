// What a session file's text has beyond its sessions: absent keys, unknown keys, another order or spacing. Kept as the
// difference from the text that the sessions alone would give, so that the file can be written again byte for byte as
// long as its sessions stay as they were. A file that the app wrote has none.
//
// Method: both texts are cut into lines; runs of lines that stand in the sessions' text are copied, others are kept
// literally. Whole-file text in another layout shares no lines and is kept whole, compressed.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { UNPACKED_BYTES_MAX } from './compression.ts';
import { notAPack, type Pack, PackReader, PackWriter } from './pack.ts';

/** The difference of `original` from `plain`, the text of the same sessions in the app's layout. */
export function layoutOf(plain: string, original: string): Buffer {
  const plainLines = plain.split('\n');
  const placesOf = Map.groupBy(plainLines.keys(), (index) => plainLines[index] as string);
  const writer = new PackWriter();
  let next = 0;
  let literal: string[] = [];
  let copied = 0;
  // Each piece is a run of copied lines and the literal lines behind it.
  const endPiece = (start: number): void => {
    writer.integer(start - copied);
    writer.integer(copied);
    writer.integer(literal.length);
    for (const line of literal) writer.string(line);
    copied = 0;
    literal = [];
  };
  for (const line of original.split('\n')) {
    const place = plainLines[next] === line ? next : placeAfter(placesOf.get(line), next);
    if (place === undefined) {
      literal.push(line);
    } else {
      if (literal.length > 0 || place !== next) {
        endPiece(next);
        next = place;
      }
      next++;
      copied++;
    }
  }
  endPiece(next);
  const { text, wide } = writer;
  return zstdCompressSync(Buffer.from(JSON.stringify({ text, wide }), 'utf8'));
}

/** The first place at or behind `from`, in an ascending list. */
function placeAfter(places: readonly number[] | undefined, from: number): number | undefined {
  if (places === undefined) return undefined;
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return places[low];
}

/** The original again. Throws E_CORRUPT when the difference is damaged. */
export function withLayout(plain: string, layout: Uint8Array): string {
  const plainLines = plain.split('\n');
  const reader = new PackReader(decompressed(layout));
  const lines: string[] = [];
  let next = 0;
  while (!reader.isAtEnd) {
    const start = reader.integer();
    const count = reader.integer();
    // Runs only go forward: whatever the layout says, no line is copied twice.
    if (start < next) throw notAPack();
    next = start + count;
    for (const line of plainLines.slice(start, start + count)) lines.push(line);
    const literals = reader.integer();
    for (let index = 0; index < literals; index++) lines.push(reader.string());
  }
  return lines.join('\n');
}

function decompressed(layout: Uint8Array): Pack {
  try {
    const bytes = zstdDecompressSync(layout, { maxOutputLength: UNPACKED_BYTES_MAX });
    const { text, wide } = JSON.parse(bytes.toString('utf8'));
    if (typeof text === 'string' && typeof wide === 'string') return { text, wide };
  } catch {
    // Said below.
  }
  throw notAPack();
}
