// A program of the user's, on both sides: it is asked on each before anything is begun, and what it runs is that side's own.

import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { Programs } from '../../definition/subjects.ts';
import { namedProgram } from '../answering-program.ts';
import type { ReadySide } from './side.ts';

interface BothSides {
  readonly base: ReadySide;
  readonly head: ReadySide;
}

/** By the name that it gives itself in head. E_USAGE, E_SIDE. */
export async function programOfBoth(
  program: readonly string[],
  { base, head }: BothSides,
): Promise<Programs> {
  for (const word of program) {
    refuseOneFile(word, base, head);
    refuseOneFile(word, head, base);
  }
  await askedOn('base', base, program);
  return askedOn('head', head, program);
}

/** Both sides would run the same file. What both lead to, such as an interpreter, may be one. */
function refuseOneFile(word: string, own: ReadySide, other: ReadySide): void {
  if (!isAbsolute(word) || !existsSync(word)) return;
  const [file, directory] = [realpathSync(word), realpathSync(own.directory)];
  const inside = relative(directory, file);
  const there = join(realpathSync(other.directory), inside);
  if (!existsSync(there) || realpathSync(there) === file) return;
  throw new StoreError(
    'E_USAGE',
    `${word} is a file of one side, and both would run it. Write it as it is called in each: ${inside}. Nothing was measured.`,
  );
}

async function askedOn(name: string, side: ReadySide, program: readonly string[]): Promise<Programs> {
  try {
    return await namedProgram(program, side.directory);
  } catch (error) {
    if (!(error instanceof StoreError) || !OF_PROGRAMS.has(error.code)) throw error;
    const text = `The program of ${name}, ${side.title}, does not answer as one: ${error.message}`;
    throw new StoreError('E_SIDE', text, { cause: error });
  }
}

const OF_PROGRAMS: ReadonlySet<string> = new Set(['E_NOT_FOUND', 'E_SUBJECT']);
