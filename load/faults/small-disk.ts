// A disk that can be filled at any time: a file system in memory on the store's home, whose size is set to what is in use, and back.
// So calls meet the system's own ENOSPC, and no real disk gets full. It needs the right to mount; a limit on the sizes of files (RLIMIT_FSIZE)
// would need none, but answers EFBIG, which stores take for another failure, and would end our own logs, too.

import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { StoreError } from '../../contract/errors.ts';

/** It takes memory only for what is in it. */
const ROOMY = '50%';
/** While others write, it may grow between the look at it and its new size. */
const TRIES_MAX = 50;

export class SmallDisk {
  private readonly folder: string;
  private readonly atExit = (): void => this.remove();

  /** On an empty directory. Throws E_USAGE where that may not be. */
  constructor(folder: string) {
    this.folder = folder;
    try {
      mount(['-t', 'tmpfs', '-o', `size=${ROOMY},mode=0700`, 'storeproof', folder]);
    } catch (cause) {
      throw new StoreError('E_USAGE', MAY_NOT, { cause });
    }
    // For a run that is ended in the middle.
    process.once('exit', this.atExit);
  }

  fill(): void {
    for (let tries = 1; ; tries++) {
      const { blocks, bfree, bsize } = statfsSync(this.folder);
      try {
        this.resize(String((blocks - bfree) * bsize));
        return;
      } catch (error) {
        if (tries === TRIES_MAX) throw error;
      }
    }
  }

  free(): void {
    this.resize(ROOMY);
  }

  /** With all that is on it. */
  remove(): void {
    process.off('exit', this.atExit);
    execFileSync('umount', ['--lazy', this.folder], { stdio: 'ignore' });
  }

  private resize(size: string): void {
    mount(['-o', `remount,size=${size}`, this.folder]);
  }
}

const mount = (words: readonly string[]): void => void execFileSync('mount', words, { stdio: 'pipe' });

const MAY_NOT =
  'The fault full needs a disk of its own, and this process may not mount one. Nothing was changed. On Linux, run it as root, or as root of a ' +
  'namespace of its own: unshare --map-root-user --mount storeproof load ...';
