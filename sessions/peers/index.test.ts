import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { missingPackages, peerNamed } from './index.ts';
import { PEER_NAMES } from './names.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));

const { freshFolder } = useFolder('storeproof-peers');

test('an unknown peer is refused with the names there are', () => {
  expect(() => peerNamed('mongodb')).toThrow(
    expect.objectContaining({ code: 'E_USAGE', message: expect.stringContaining('node-sqlite, ') }),
  );
});

test('every peer’s packages are those of the manifest, in exact versions', () => {
  const versions: string[] = Object.values(manifest.dependencies);
  expect(versions.every((version) => /^\d+\.\d+\.\d+$/.test(version))).toBe(true);
});

test('a peer that is not installed says what is missing and how to install it, and leaves nothing behind', async (context) => {
  const name = PEER_NAMES.find((candidate) => missingPackages(candidate).length > 0);
  if (name === undefined) return context.skip('every peer is installed');
  const home = freshFolder();
  await expect(peerNamed(name).open(home)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringMatching(new RegExp(`${missingPackages(name)[0]}.*npm run peers`)),
  });
  expect(readdirSync(home)).toEqual([]);
});
