// Damage as a flipped bit leaves it: other bytes of the same length in a file that nobody has open.

import { readFileSync, writeFileSync } from 'node:fs';

/** Wherever the text stands. Throws where it stands nowhere: the test would show nothing. */
export function flipText(file: string, from: string, to: string): void {
  const before = readFileSync(file);
  const after = Buffer.from(before.toString('latin1').replaceAll(from, to), 'latin1');
  if (from.length !== to.length || after.equals(before)) throw new Error(`${from} is not in ${file}`);
  writeFileSync(file, after);
}
