// What a session file's text has beyond its sessions: absent keys, unknown keys, another order or spacing. Kept as the
// difference from the text that the sessions alone would give, so that the file can be written again byte for byte as
// long as its sessions stay as they were. A file that the app wrote has none.
//
// Method: both texts are cut into lines; runs of lines that stand in the sessions' text are copied, others are kept
// literally. Whole-file text in another layout shares no lines and is kept whole, compressed.

import zlib from 'node:zlib';
import { UNPACKED_BYTES_MAX, unpacked } from './compression.ts';
import { storedDamage } from './stored-damage.ts';

/** A run of copied lines and the literal lines behind it. */
type Piece = readonly [start: number, count: number, literals: readonly string[]];

/** The difference of `original` from `plain`, the text of the same sessions in the app's layout. */
export function layoutOf(plain: string, original: string): Buffer {
  const plainLines = plain.split('\n');
  const placesOf = Map.groupBy([...plainLines.keys()].reverse(), (index) => plainLines[index] as string);
  const pieces: Piece[] = [];
  let next = 0;
  let literal: string[] = [];
  let copied = 0;
  const endPiece = (): void => {
    pieces.push([next - copied, copied, literal]);
    copied = 0;
    literal = [];
  };
  for (const line of original.split('\n')) {
    const place = plainLines[next] === line ? next : placeAfter(placesOf.get(line) ?? [], next);
    if (place === undefined) {
      literal.push(line);
    } else {
      if (literal.length > 0 || place !== next) {
        endPiece();
        next = place;
      }
      next++;
      copied++;
    }
  }
  endPiece();
  return zlib.zstdCompressSync(Buffer.from(JSON.stringify(pieces), 'utf8'));
}

/** The first place at or behind `from`, in a descending list, from which those before it are dropped: `from` only grows. */
function placeAfter(places: number[], from: number): number | undefined {
  while ((places.at(-1) ?? from) < from) places.pop();
  return places.at(-1);
}

/** The original again. Throws E_CORRUPT when the difference is damaged. */
export function withLayout(plain: string, layout: Uint8Array): string {
  const plainLines = plain.split('\n');
  const lines: string[] = [];
  let next = 0;
  for (const [start, count, literals] of piecesOf(layout)) {
    // Runs only go forward: whatever the layout says, no line is copied twice.
    if (start < next || count < 0 || start + count > plainLines.length) throw notALayout();
    next = start + count;
    for (let line = start; line < next; line++) lines.push(plainLines[line] as string);
    for (const literal of literals) lines.push(literal);
  }
  return lines.join('\n');
}

function piecesOf(layout: Uint8Array): Piece[] {
  try {
    const pieces: unknown = JSON.parse(unpacked(layout, UNPACKED_BYTES_MAX) ?? '');
    if (Array.isArray(pieces) && pieces.every(isPiece)) return pieces;
  } catch {
    // Said below.
  }
  throw notALayout();
}

const isPiece = (piece: unknown): piece is Piece =>
  Array.isArray(piece) &&
  Number.isSafeInteger(piece[0]) &&
  Number.isSafeInteger(piece[1]) &&
  Array.isArray(piece[2]) &&
  piece[2].every((line: unknown) => typeof line === 'string');

const notALayout = (): Error => storedDamage('file_layouts', 'a layout cannot be read');
