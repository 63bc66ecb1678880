// The name of the file system that holds a directory. Speeds of storage mean little without it.

import { statfs } from 'node:fs/promises';
import { networkFileSystem } from '../impl-sqlite/network-disk.ts';

/** Of local ones: magic numbers of Linux's statfs(2), linux/magic.h and the file systems' own sources. */
const LINUX_NAMES: Readonly<Record<number, string>> = {
  61267: 'ext4',
  16914836: 'tmpfs',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  2035054128: 'overlayfs',
  801189825: 'zfs',
  4076150800: 'f2fs',
  1702057286: 'fuse',
  16914839: '9p',
  19780: 'vfat',
};

/** The name where it is known, else the platform's type number, "unknown" when it cannot be read. */
export async function fileSystemType(directory: string): Promise<string> {
  try {
    const { type } = await statfs(directory);
    const local = process.platform === 'linux' ? LINUX_NAMES[type >>> 0] : undefined;
    return networkFileSystem(type) ?? local ?? `type ${type}`;
  } catch {
    return 'unknown';
  }
}
