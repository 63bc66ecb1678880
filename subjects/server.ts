// Serves one of our own stores over the subject protocol.

import type { Readable, Writable } from 'node:stream';
import { answerLines } from '../protocol/line-server.ts';
import { wireError } from './protocol.ts';
import { subjectNamed } from './registry.ts';
import { SessionHomes } from './server-homes.ts';
import { servedOps } from './server-ops.ts';

export interface ServeOptions {
  readonly lineBytesMax?: number;
  readonly strict?: boolean;
}

/**
 * Answers requests until the input ends or nobody reads the output any more; then closes the stores.
 * Throws E_USAGE for an unknown subject, before anything is read.
 */
export async function serve(
  subjectName: string,
  input: Readable,
  output: Writable,
  { lineBytesMax, strict = false }: ServeOptions = {},
): Promise<void> {
  const homes = new SessionHomes(subjectNamed(subjectName), strict);
  const ops = servedOps(homes);
  const served = { opNamed: (op: string) => ops.get(op), errorAnswerOf: wireError };
  try {
    await answerLines(lineBytesMax === undefined ? served : { ...served, lineBytesMax }, input, output);
  } finally {
    await homes.close();
  }
}
