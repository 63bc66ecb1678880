// The operating system's failures as the app words them: the C library's text and the error number, such as
// `Is a directory (os error 21)`. Node's own texts differ, so the usual ones stand here.

import { type ErrorCode, StoreError } from '../contract/errors.ts';

const SYSTEM_TEXT: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EDQUOT: 'Disk quota exceeded',
  EEXIST: 'File exists',
  EFBIG: 'File too large',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  EMLINK: 'Too many links',
  ENAMETOOLONG: 'File name too long',
  ENFILE: 'Too many open files in system',
  ENODEV: 'No such device',
  ENOENT: 'No such file or directory',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTSUP: 'Operation not supported',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ETXTBSY: 'Text file busy',
  EXDEV: 'Invalid cross-device link',
};

/** Codes that Node and the room `files` raise themselves, before or after they ask the system. */
const NODE_TEXT: Readonly<Record<string, string>> = {
  ERR_INVALID_ARG_VALUE: 'file name contained an unexpected NUL byte',
  ERR_NOT_REGULAR_FILE: 'it is not a regular file but a pipe, a socket or a device',
  ERR_FS_FILE_TOO_LARGE: 'the file is too large to be read at once',
  ERR_STRING_TOO_LONG: 'the file is too large to be held as one text',
};

const STORE_CODE: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'E_NO_SPACE',
  EDQUOT: 'E_NO_SPACE',
  EROFS: 'E_READ_ONLY',
};

/** Runs file system calls; what they throw comes out as E_IO, E_NO_SPACE or E_READ_ONLY naming the file. */
export function onFile<T>(file: string, calls: () => T): T {
  try {
    return calls();
  } catch (error) {
    throw systemError(error, file);
  }
}

/** The error as a StoreError; anything that did not come from a file system call is answered as it is. */
export function systemError(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const text = NODE_TEXT[code] ?? systemText(error as NodeJS.ErrnoException, code);
  return new StoreError(STORE_CODE[code] ?? 'E_IO', text, { data: { file, systemCode: code }, cause: error });
}

/** `ENOENT` and the like; undefined for an error of another kind. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof StoreError) return undefined;
  const { code, errno } = error as NodeJS.ErrnoException;
  return code !== undefined && (errno !== undefined || Object.hasOwn(NODE_TEXT, code)) ? code : undefined;
}

function systemText(error: NodeJS.ErrnoException, code: string): string {
  const text = SYSTEM_TEXT[code] ?? code;
  return `${text} (os error ${Math.abs(error.errno ?? 0)})`;
}
