import { describe, expect, test } from 'vitest';
import { networkFileSystem, requireLocalDisk } from './network-disk.ts';

describe('a database on a network disk', () => {
  test.each([
    ['nfs', 0x6969],
    ['cifs', 0xff534d42],
    ['smb2', 0xfe534d42],
    ['smb2', 0xfe534d42 | 0],
  ])('is refused on %s', (name, type) => {
    expect(networkFileSystem(type, 'linux')).toBe(name);
    if (process.platform !== 'linux') return;
    expect(() => requireLocalDisk('/home/me/.ait42/sessions.db', () => type)).toThrow(
      expect.objectContaining({
        code: 'E_NETWORK_DISK',
        data: expect.objectContaining({ fileSystem: name }),
      }),
    );
  });

  test.each([
    ['ext4', 0xef53],
    ['tmpfs', 0x01021994],
    ['btrfs', 0x9123683e],
    ['fuse, which may be local', 0x65735546],
  ])('is not what one on %s is', (_name, type) => {
    expect(() => requireLocalDisk('/home/me/.ait42/sessions.db', () => type)).not.toThrow();
  });

  test('is not told by numbers of other platforms', () => {
    expect(networkFileSystem(0x6969, 'darwin')).toBeUndefined();
  });
});
