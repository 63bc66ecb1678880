import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chdir, cwd } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalPath, hashRaw, isBlank, workspaceHash } from './workspace.ts';

/** The rule of the format page, written a second time. */
const hashOf = (text: string): string =>
  createHash('sha256').update(Buffer.from(text)).digest('hex').slice(0, 16);

let root: string;
beforeAll(() => {
  root = realpathSync.native(mkdtempSync(join(tmpdir(), 'storeproof-paths-')));
  mkdirSync(join(root, 'a', 'b'), { recursive: true });
  mkdirSync(join(root, 'other', 'deep'), { recursive: true });
  symlinkSync(join(root, 'other', 'deep'), join(root, 'a', 'link'));
  symlinkSync('loop', join(root, 'loop'));
  symlinkSync('nowhere', join(root, 'dangling'));
  mkdirSync(join(root, '日本 語'));
  writeFileSync(join(root, 'file'), '');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each([
  // SHA-256 of the empty text and of "abc" are published test vectors (FIPS 180-4 examples).
  ['', 'e3b0c44298fc1c14'],
  ['abc', 'ba7816bf8f01cfea'],
])('the raw hash of %j is known', (text, hash) => expect(hashRaw(text)).toBe(hash));

test('the raw hash is over UTF-8, with no form changed', () => {
  expect(hashRaw('/日本語')).toBe(hashOf('/日本語'));
  expect(hashRaw('/e\u0301')).not.toBe(hashRaw('/\u00e9'));
  expect(hashRaw('/a/')).not.toBe(hashRaw('/a'));
});

describe('the path that is hashed, when every component exists,', () => {
  const sameAs: [string, string][] = [
    ['a', 'a'],
    ['a/', 'a'],
    ['a///', 'a'],
    ['a//b', 'a/b'],
    ['./a/./b/.', 'a/b'],
    ['a/b/..', 'a'],
    ['a/b/../../a', 'a'],
    ['a/link', 'other/deep'],
    ['a/link/', 'other/deep'],
    ['日本 語/', '日本 語'],
    ['file', 'file'],
  ];
  test.each(sameAs)('is resolved: %s', (given, real) => {
    expect(canonicalPath(`${root}/${given}`)).toBe(join(root, real));
    expect(workspaceHash(`${root}/${given}`)).toBe(hashOf(join(root, real)));
  });

  test('goes up from where a symbolic link leads, not from where it stands', () => {
    expect(canonicalPath(`${root}/a/link/..`)).toBe(join(root, 'other'));
  });

  test('is relative to the working directory', () => {
    const before = cwd();
    try {
      chdir(join(root, 'a'));
      expect(canonicalPath('b')).toBe(join(root, 'a', 'b'));
      expect(canonicalPath('.')).toBe(join(root, 'a'));
      expect(canonicalPath('link/..')).toBe(join(root, 'other'));
      expect(canonicalPath('none/')).toBe('none');
    } finally {
      chdir(before);
    }
  });

  test('is the root for any number of slashes', () => {
    expect(canonicalPath('/')).toBe('/');
    expect(canonicalPath('///')).toBe('/');
  });
});

describe('the path that is hashed, otherwise,', () => {
  test.each([
    ['missing', 'missing'],
    ['missing/', 'missing'],
    ['missing///', 'missing'],
    ['a//missing/./x/..//', 'a//missing/./x/..'],
    ['missing/../a', 'missing/../a'],
    ['loop/', 'loop'],
    ['dangling/', 'dangling'],
    ['file/', 'file'],
    ['file/x', 'file/x'],
    ['a\0b/', 'a\0b'],
    ['missing /', 'missing '],
  ])('is the text without trailing slashes: %j', (given, text) => {
    expect(canonicalPath(`${root}/${given}`)).toBe(`${root}/${text}`);
    expect(workspaceHash(`${root}/${given}`)).toBe(hashOf(`${root}/${text}`));
  });

  test('keeps its other slashes, however many, without taking ages', () => {
    // Nothing here measures time: a rule that looks at every run of slashes from each of them hits the time limit.
    const slashes = '/'.repeat(1_000_000);
    expect(canonicalPath(`${slashes}x`)).toBe(`${slashes}x`);
    expect(canonicalPath(`${slashes}x${slashes}`)).toBe(`${slashes}x`);
    expect(canonicalPath(`\0${slashes}`)).toBe('\0');
    expect(canonicalPath(`/\0/x${slashes}`)).toBe('/\0/x');
  });

  test('may be nothing at all', () => {
    expect(canonicalPath('')).toBe('');
    expect(workspaceHash('')).toBe('e3b0c44298fc1c14');
  });
});

test('a workspace changes its hash when its directory goes away behind a symbolic link', () => {
  const real = join(root, 'goes');
  const link = join(root, 'goes-link');
  mkdirSync(real);
  symlinkSync(real, link);
  expect(workspaceHash(link)).toBe(hashOf(real));
  rmSync(real, { recursive: true });
  expect(workspaceHash(link)).toBe(hashOf(link));
});

describe('a blank text', () => {
  test.each([
    '',
    ' ',
    '\t\n\v\f\r',
    '\u0085',
    '\u00a0\u1680\u2000\u2007\u200a',
    '\u2028\u2029\u202f\u205f\u3000',
  ])('is %j', (text) => expect(isBlank(text)).toBe(true));
  test.each(['\ufeff', '\u200b', '\u180e', '\u2060', '\x1c', '\x1f', '\0', '.', ' a '])('is not %j', (text) =>
    expect(isBlank(text)).toBe(false),
  );
});
