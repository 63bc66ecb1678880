// What killed restores and repairs left half made beside a database: nothing ever reads it again, and each is as large as
// the database.

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAbandoned } from '../files/temporary-file.ts';
import { translated } from './driver-errors.ts';

/** Only of processes that run no more: another one may be at work. Throws E_IO, E_READ_ONLY. */
export function removeAbandoned(file: string): void {
  const [folder, base] = [dirname(file), basename(file)];
  try {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const isOurs =
        name.startsWith(base) && /^\.(?:unfinished|rebuilt)-[^.]+$/.test(name.slice(base.length));
      if (isOurs && isAbandoned(name)) rmSync(join(folder, name), { force: true });
    }
  } catch (error) {
    throw translated(error, file);
  }
}
