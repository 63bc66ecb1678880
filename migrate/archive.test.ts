import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { createDurably } from '../files/durable-file.ts';
import { Archive } from './archive.ts';
import type { ArchivedOriginal } from './manifest.ts';
import { restoreOriginals } from './restore-originals.ts';
import { sha256Of } from './source-file.ts';

const { freshPath } = useFolder('archive');

const original = (text: string): { bytes: Buffer; sha256: string } => {
  const bytes = Buffer.from(text);
  return { bytes, sha256: sha256Of(bytes) };
};

const row = (sha256: string, changes: Partial<ArchivedOriginal> = {}): ArchivedOriginal => ({
  file: '.ait42/sessions/0123456789abcdef.json',
  workspace: '0123456789abcdef',
  sizeBytes: 1,
  sha256,
  modifiedAt: '2025-11-12T14:00:00.000Z',
  verdict: 'imported',
  reason: null,
  sessions: 0,
  contentDigest: null,
  ...changes,
});

test('bytes are kept under their digest, once', () => {
  const directory = freshPath();
  const archive = new Archive(directory);
  const one = original('one');
  expect(archive.keep(one)).toBe('written');
  expect(archive.keep(one)).toBe('present');
  expect(readdirSync(join(directory, 'originals'))).toEqual([one.sha256]);
  expect(archive.read(one.sha256)).toEqual(one.bytes);
});

test.runIf(process.platform !== 'win32')('a pipe in the place of an original is damage, and mended', () => {
  const directory = freshPath();
  const archive = new Archive(directory);
  const one = original('one');
  archive.keep(one);
  rmSync(join(directory, 'originals', one.sha256));
  execFileSync('mkfifo', [join(directory, 'originals', one.sha256)]);
  expect(archive.stateOf(one.sha256)).toBe('damaged');
  expect(archive.keep(one)).toBe('repaired');
});

test('a damaged original is noticed, never handed out, and mended from the right bytes', () => {
  const directory = freshPath();
  const archive = new Archive(directory);
  const one = original('one');
  archive.keep(one);
  writeFileSync(join(directory, 'originals', one.sha256), 'onf');
  expect(archive.stateOf(one.sha256)).toBe('damaged');
  expect(() => archive.read(one.sha256)).toThrow(expect.objectContaining({ code: 'E_CORRUPT' }));
  expect(archive.keep(one)).toBe('repaired');
  expect(archive.read(one.sha256)).toEqual(one.bytes);
});

test('the manifest survives reopening, and earlier originals of a file stay in it', () => {
  const directory = freshPath();
  const archive = new Archive(directory);
  const [first, second] = [original('first').sha256, original('second').sha256];
  archive.record(row(first));
  archive.record(row(second));
  expect(new Archive(directory).originals().map(({ sha256 }) => sha256)).toEqual([first, second]);
  archive.record(row(first));
  const reopened = new Archive(directory);
  expect(reopened.originals().map(({ sha256 }) => sha256)).toEqual([second, first]);
  expect(reopened.newestOf(row(first).file)?.sha256).toBe(first);
});

test('a row that says nothing new is not written again', () => {
  const directory = freshPath();
  const archive = new Archive(directory);
  archive.record(row(original('x').sha256));
  rmSync(join(directory, 'manifest.json'));
  archive.record(row(original('x').sha256, { verdict: 'unchanged', modifiedAt: '2026-01-01T00:00:00.000Z' }));
  expect(readdirSync(directory)).toEqual([]);
});

test.each([
  ['not JSON', '{', 'E_CORRUPT'],
  ['another document', '{"schema":"something"}', 'E_CORRUPT'],
  ['a row without digest', '{"schema":"storeproof.archive/1","originals":[{"file":"x"}]}', 'E_CORRUPT'],
  ['of a newer version', '{"schema":"storeproof.archive/2","originals":[]}', 'E_NEWER_VERSION'],
])('a manifest that is %s is refused', (_what, text, code) => {
  const directory = freshPath();
  mkdirSync(directory);
  writeFileSync(join(directory, 'manifest.json'), text);
  expect(() => new Archive(directory)).toThrow(expect.objectContaining({ code }));
});

test('a directory that cannot be written is one clear error and leaves nothing behind', () => {
  const file = freshPath();
  writeFileSync(file, '');
  expect(() => new Archive(join(file, 'below')).keep(original('x'))).toThrow(
    expect.objectContaining({ code: 'E_IO', message: expect.stringMatching(/^Cannot (?:read|write) /) }),
  );
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('an edited manifest cannot make a restore write elsewhere', async () => {
  const archiveDir = freshPath();
  const archive = new Archive(archiveDir);
  const one = original('one');
  archive.keep(one);
  archive.record(row(one.sha256, { file: '../../evil', workspace: '../../../evil' }));
  await expect(restoreOriginals({ archiveDir, targetDir: freshPath() })).rejects.toThrow(
    expect.objectContaining({ code: 'E_CORRUPT' }),
  );
});

test('a restore that would overwrite other content writes nothing at all', async () => {
  const archiveDir = freshPath();
  const targetDir = freshPath();
  const archive = new Archive(archiveDir);
  const names = ['1111111111111111', '2222222222222222'];
  for (const workspace of names) {
    const kept = original(workspace);
    archive.keep(kept);
    archive.record(row(kept.sha256, { workspace, file: `.ait42/sessions/${workspace}.json` }));
  }
  createDurably(join(targetDir, '.ait42/sessions/2222222222222222.json'), Buffer.from('mine'));
  await expect(restoreOriginals({ archiveDir, targetDir })).rejects.toThrow(
    expect.objectContaining({ code: 'E_REFUSED' }),
  );
  expect(readdirSync(join(targetDir, '.ait42/sessions'))).toEqual(['2222222222222222.json']);
});

test('what the archive lacks is said, and a restore run twice writes once', async () => {
  const archiveDir = freshPath();
  const targetDir = freshPath();
  await expect(restoreOriginals({ archiveDir, targetDir })).rejects.toThrow(
    expect.objectContaining({ code: 'E_NOT_FOUND' }),
  );
  const archive = new Archive(archiveDir);
  const one = original('one');
  archive.record(row(one.sha256));
  await expect(restoreOriginals({ archiveDir, targetDir })).rejects.toThrow(
    expect.objectContaining({ code: 'E_NOT_FOUND' }),
  );
  archive.keep(one);
  await expect(restoreOriginals({ archiveDir, targetDir, files: ['other'] })).rejects.toThrow(
    'no original of other',
  );
  expect((await restoreOriginals({ archiveDir, targetDir }))[0]?.result).toBe('written');
  expect((await restoreOriginals({ archiveDir, targetDir }))[0]?.result).toBe('present');
});

test('creating never replaces other content, and leaves no temporary file', () => {
  const directory = freshPath();
  const path = join(directory, 'a');
  expect(createDurably(path, Buffer.from('x'))).toBe(true);
  expect(createDurably(path, Buffer.from('x'))).toBe(false);
  expect(() => createDurably(path, Buffer.from('y'))).toThrow(expect.objectContaining({ code: 'E_REFUSED' }));
  expect(readdirSync(directory)).toEqual(['a']);
});

test.skipIf(process.getuid?.() === 0)(
  'a read-only directory takes no archive and no restored file, and says so',
  async () => {
    const archiveDir = freshPath();
    const archive = new Archive(archiveDir);
    const one = original('one');
    archive.keep(one);
    archive.record(row(one.sha256));
    const readOnly = freshPath();
    mkdirSync(readOnly, { mode: 0o555 });
    const failing = expect.objectContaining({
      code: 'E_IO',
      message: expect.stringContaining('Permission denied'),
    });
    expect(() => new Archive(join(readOnly, 'archive')).keep(one)).toThrow(failing);
    await expect(restoreOriginals({ archiveDir, targetDir: readOnly })).rejects.toThrow(failing);
    expect(readdirSync(readOnly)).toEqual([]);
  },
);
