import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { newOwner, parseOwner } from './lock-owner.ts';
import { onFile, systemCode, systemError } from './system-error.ts';

const failure = (code: string, errno: number): Error =>
  Object.assign(new Error(`${code}: as Node says it`), { code, errno });

test.each([
  ['EACCES', -13, 'E_IO', 'Permission denied (os error 13)'],
  ['EISDIR', -21, 'E_IO', 'Is a directory (os error 21)'],
  ['ENOSPC', -28, 'E_NO_SPACE', 'No space left on device (os error 28)'],
  ['EDQUOT', -122, 'E_NO_SPACE', 'Disk quota exceeded (os error 122)'],
  ['EROFS', -30, 'E_READ_ONLY', 'Read-only file system (os error 30)'],
  ['EMFILE', -24, 'E_IO', 'Too many open files (os error 24)'],
  ['EWHATEVER', -999, 'E_IO', 'EWHATEVER (os error 999)'],
])('%s (%i) is %s: %s', (systemCodeText, errno, code, message) => {
  const cause = failure(systemCodeText, errno);
  expect(systemError(cause, '/f')).toMatchObject({
    code,
    message,
    cause,
    data: { file: '/f', systemCode: systemCodeText },
  });
});

test('a full disk is told as one', () => {
  // A Linux device that is always full.
  if (!existsSync('/dev/full')) return;
  const descriptor = openSync('/dev/full', 'w');
  expect(() => onFile('/f', () => writeSync(descriptor, 'x'))).toThrow(
    expect.objectContaining({ code: 'E_NO_SPACE' }),
  );
  closeSync(descriptor);
});

test('what is no failure of the system passes unchanged', () => {
  const others = [new TypeError('a bug'), new StoreError('E_PARSE', 'no'), 'text', undefined];
  for (const other of others) {
    expect(systemError(other, '/f')).toBe(other);
    expect(systemCode(other)).toBeUndefined();
  }
});

test('an owner is read back as it was written, and nothing else is taken for one', () => {
  const owner = newOwner();
  expect(parseOwner(JSON.stringify(owner))).toEqual(owner);
  const wrong = [
    '',
    'null',
    '[]',
    '5',
    '{}',
    JSON.stringify({ ...owner, pid: 0 }),
    JSON.stringify({ ...owner, pid: '1' }),
  ];
  for (const text of [
    ...wrong,
    JSON.stringify({ ...owner, token: '../../x' }),
    JSON.stringify({ ...owner, host: 1 }),
  ]) {
    expect(parseOwner(text)).toBeUndefined();
  }
});
