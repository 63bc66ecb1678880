import { appendFileSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { SmallDisk } from './small-disk.ts';

const { freshFolder } = useFolder('small-disk');

/** Null without the right to mount. */
function diskOn(folder: string): SmallDisk | null {
  try {
    return new SmallDisk(folder);
  } catch {
    return null;
  }
}

test('a disk is full, and has room again (needs the right to mount)', ({ skip }) => {
  const folder = freshFolder();
  const disk = diskOn(folder);
  if (disk === null) return skip('no right to mount a file system');
  const file = join(folder, 'file');
  const grow = (): void => appendFileSync(file, 'x'.repeat(100_000));
  try {
    writeFileSync(file, 'before');
    disk.fill();
    expect(grow).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    expect(statfsSync(folder).bfree).toBe(0);
    disk.free();
    grow();
  } finally {
    disk.remove();
  }
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'without the right to mount it is a usage error that says how to get it',
  async () => {
    const module = new URL('./small-disk.ts', import.meta.url).href;
    const { stdout } = await execa('setpriv', [
      ...['--bounding-set=-all', '--inh-caps=-all', process.execPath, '--input-type=module', '--eval'],
      `import { SmallDisk } from ${JSON.stringify(module)};
       try { new SmallDisk(${JSON.stringify(freshFolder())}); } catch ({ code, message }) { console.log(code, message); }`,
    ]);
    expect(stdout).toMatch(/^E_USAGE .*Nothing was changed.*unshare --map-root-user --mount storeproof load/);
  },
);
