import { createZstdCompress, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../contract/suite/any-text.ts';
import { arbitraryText } from '../sessions/arbitraries/any-session.ts';
import { outputOf, type StoredOutput, storedOutput } from './compression.ts';

const bytesOf = ({ output }: StoredOutput): number => (output === null ? 0 : Buffer.byteLength(output));

/** Lines that differ, as those of a terminal do. */
const linesOf = (line: string): string =>
  Array.from({ length: 5_000 }, (_, at) => `${line} (${(at * 7_919) % 1_000} ms)\n`).join('');

test('any output comes back from what is stored of it', () => {
  const output = fc
    .tuple(fc.oneof(arbitraryText, anyText()), fc.nat({ max: 9_000 }))
    .map(([text, times]) => text.toWellFormed().repeat(times).slice(0, 100_000).toWellFormed());
  fc.assert(
    fc.property(fc.option(output), (text) => {
      expect(outputOf(storedOutput(text).output)).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test.each(['PASS test/file.ts', '✓ test/file.ts', 'データベースの移行を確認しました。'])(
  'a large output of %s is compressed, and marked so',
  (line) => {
    const output = linesOf(line);
    const stored = storedOutput(output);
    expect(stored.codec).toBe('zstd');
    expect(bytesOf(stored)).toBeLessThan(Buffer.byteLength(output) / 3);
    expect(outputOf(stored.output)).toBe(output);
  },
);

test('what does not get smaller, and what is small anyway, is stored as it is', () => {
  const incompressible = Array.from({ length: 30_000 }, (_, at) =>
    String.fromCharCode(33 + ((at * at * 7919 + (at >> 3) * 104_729) % 94)),
  ).join('');
  for (const output of [null, '', 'short', '短い'])
    expect(storedOutput(output)).toEqual({ codec: null, output });
  expect(bytesOf(storedOutput(incompressible))).toBeLessThanOrEqual(incompressible.length);
});

test('an output that would unpack to too many times its size is stored as it is', () => {
  const output = ' '.repeat(3_000_000);
  expect(storedOutput(output)).toEqual({ codec: null, output });
});

test('what was never stored is told apart', () => {
  for (const damaged of [Buffer.from('no frame'), Buffer.alloc(0), 5, 5n])
    expect(outputOf(damaged)).toBeUndefined();
  expect(outputOf(zstdCompressSync(Buffer.alloc(2 ** 25, 'a')))).toBeUndefined();
});

test('a frame that says nothing or something else of its size unpacks all the same, or is told apart', async () => {
  const text = linesOf('another program wrote it');
  // A stream does not know its size when it writes the header.
  const stream = createZstdCompress();
  const parts = stream.toArray();
  for (let at = 0; at < text.length; at += 10_000) stream.write(text.slice(at, at + 10_000));
  stream.end();
  const frame = Buffer.concat(await parts);
  expect(outputOf(frame)).toBe(text);
  const known = zstdCompressSync(Buffer.from(text));
  for (let at = 4; at < 10; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      expect([text, undefined]).toContain(outputOf(Buffer.from(known.with(at, value))));
    }
  }
});
