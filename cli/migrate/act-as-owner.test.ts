// Root in the home of another user, played by any user: what is asked of the system, in which order, and what is said when
// it refuses. test/other-owner.test.ts does it in earnest where the tests run as root.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Owner, ownerOfHome } from '../../migrate/home-owner.ts';
import { actAsOwner, type Identity } from './act-as-owner.ts';

const OWNER = { uid: 4_711, gid: 4_712 };

/** What was asked for, and what the user was told. */
function acting(owner: Owner, more: { readonly failing?: string; readonly program?: string } = {}) {
  const asked: unknown[] = [];
  const told: string[] = [];
  const ask =
    (name: string) =>
    (id: unknown): void => {
      if (name === more.failing) throw Object.assign(new Error('EINVAL'), { code: 'EINVAL' });
      asked.push([name, id]);
    };
  const identity: Identity = { setgroups: ask('groups'), setgid: ask('gid'), setuid: ask('uid') };
  const { program } = more;
  const act = (): void =>
    actAsOwner({ warn: (text) => told.push(text) }, '/home/other', {
      owner,
      identity,
      ...(program !== undefined && { program }),
    });
  return { act, asked, told };
}

test('root lets go of its groups, then its group, then itself, and says so', () => {
  const { act, asked, told } = acting(OWNER);
  act();
  // The other way round it would no longer be allowed to.
  expect(asked).toEqual([
    ['groups', [OWNER.gid]],
    ['gid', OWNER.gid],
    ['uid', OWNER.uid],
  ]);
  expect(told).toEqual([
    expect.stringContaining('/home/other belongs to user 4711, so this runs as that user'),
  ]);
});

test('in a home of its own root stays root', () => {
  const { act, asked, told } = acting({ uid: 0, gid: 0 });
  act();
  expect([asked, told]).toEqual([[], []]);
});

test.each(['groups', 'gid', 'uid'])(
  'where the system does not let it change its %s, nothing is done',
  (failing) => {
    const { act, told } = acting(OWNER, { failing });
    expect(act).toThrow(
      expect.objectContaining({
        code: 'E_REFUSED',
        message: expect.stringContaining('Run this as user 4711.'),
      }),
    );
    expect(told).toEqual([]);
  },
);

test('an owner who may not read the program is told to install it elsewhere', () => {
  const { act } = acting(OWNER, { program: join(import.meta.dirname, 'not to be read') });
  expect(act).toThrow(
    expect.objectContaining({
      code: 'E_REFUSED',
      message: expect.stringContaining('may not read this program'),
    }),
  );
});

test.skipIf(process.platform === 'win32')('a home is root’s only where both of its parts are', () => {
  const ownerWith = (uids: Readonly<Record<string, number>>): number | undefined =>
    ownerOfHome('/h', (path) => {
      const uid = uids[path];
      return uid === undefined ? undefined : { uid, gid: uid };
    })?.uid;
  const folder = join('/h', '.ait42');
  expect(ownerWith({ '/h': 1_000, [folder]: 1_000 })).toBe(1_000);
  expect(ownerWith({ '/h': 1_000, [folder]: 0 })).toBe(1_000);
  expect(ownerWith({ '/h': 0, [folder]: 1_000 })).toBe(1_000);
  expect(ownerWith({ '/h': 0, [folder]: 0 })).toBe(0);
  expect(ownerWith({ '/h': 1_000 })).toBe(1_000);
  expect(ownerWith({})).toBe(undefined);
});
