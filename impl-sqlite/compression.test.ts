import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryText } from '../contract/suite/arbitrary-session.ts';
import { chunkPack, PLAIN, type StoredChunk, storedChunk } from './compression.ts';
import type { Pack } from './pack.ts';

const ascii = fc
  .tuple(fc.string({ unit: 'binary-ascii' }), fc.nat({ max: 5_000 }))
  .map(([text, times]) => text.repeat(times));
const wide = fc.tuple(arbitraryText, fc.nat({ max: 9_000 })).map(([text, times]) => text.repeat(times));
const bytesOf = ({ body, wide: rest }: StoredChunk): number =>
  Buffer.byteLength(body) + Buffer.byteLength(rest);

test('any pack comes back from the chunk that it is stored as', () => {
  fc.assert(
    fc.property(ascii, wide, (text, other) => {
      const pack: Pack = { text, wide: other };
      expect(chunkPack(storedChunk(pack))).toEqual(pack);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['ASCII', { text: 'PASS test/file.ts (12 ms)\n'.repeat(10_000), wide: '' }],
  ['a check mark among ASCII', { text: '', wide: `✓ ${'PASS test/file.ts (12 ms)\n'.repeat(10_000)}` }],
  ['Japanese', { text: '', wide: 'データベースの移行を確認しました。\n'.repeat(10_000) }],
  ['some of both', { text: 'PASS test/file.ts (12 ms)\n'.repeat(10_000), wide: '✓ 移行'.repeat(10_000) }],
])('a large output of %s is compressed', (_what, pack) => {
  const bytes = Buffer.byteLength(pack.text) + Buffer.byteLength(pack.wide);
  expect(bytesOf(storedChunk(pack))).toBeLessThan(bytes / 10);
  expect(chunkPack(storedChunk(pack))).toEqual(pack);
});

test('what does not get smaller, and what is small anyway, is stored as it is', () => {
  const incompressible = Array.from({ length: 30_000 }, (_, at) =>
    String.fromCharCode(33 + ((at * at * 7919 + (at >> 3) * 104_729) % 94)),
  ).join('');
  for (const pack of [
    { text: 'short', wide: '短い' },
    { text: '', wide: '' },
  ]) {
    expect(storedChunk(pack)).toEqual({ codec: PLAIN, body: pack.text, wide: pack.wide });
  }
  expect(bytesOf(storedChunk({ text: incompressible, wide: '' }))).toBeLessThanOrEqual(incompressible.length);
});

test.each([1, 2, 3, 9])('a damaged body of codec %i is refused as damage', (codec) => {
  const damaged = expect.objectContaining({ code: 'E_CORRUPT' });
  expect(() => chunkPack({ codec, body: Buffer.from('no frame'), wide: '' })).toThrow(damaged);
  expect(() => chunkPack({ codec, body: 'text', wide: '' })).toThrow(damaged);
  expect(() => chunkPack({ codec: PLAIN, body: Buffer.from('blob'), wide: '' })).toThrow(damaged);
});

test('a small body that unpacks to more than a text can hold is refused as damage', () => {
  const body = zstdCompressSync(Buffer.alloc(2 ** 29 + 1, 'a'));
  expect(body.length).toBeLessThan(100_000);
  expect(() => chunkPack({ codec: 1, body, wide: '' })).toThrow(
    expect.objectContaining({ code: 'E_CORRUPT' }),
  );
});
