import { mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { hashRaw, workspaceHash } from '../../contract/workspace.ts';
import { hashesOfWorkspace } from './workspace-hashes.ts';

const { root } = useFolder('hashes');

test('a path stands for every file that its workspace ever had: through a link, with slashes, and gone', () => {
  const place = realpathSync.native(root);
  const [real, link] = [join(place, 'real'), join(place, 'link')];
  mkdirSync(real);
  symlinkSync(real, link);
  const hashes = hashesOfWorkspace(`${link}/`);
  // The app's operations, the debate writer, and the operations after the directory is gone.
  expect(hashes).toContain(workspaceHash(link));
  expect(hashes).toContain(hashRaw(`${link}/`));
  rmSync(link);
  expect(hashes).toContain(workspaceHash(`${link}/`));
  expect(hashesOfWorkspace(real)).toEqual([hashRaw(real)]);
});

test.each(['', ' ', '\u3000'])('a blank path is refused: "%s"', (path) => {
  expect(() => hashesOfWorkspace(path)).toThrow('empty');
});
