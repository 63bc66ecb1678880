// A definition of a user's, from the file that it stands in. Whatever is wrong with the file is said in plain words, with
// the place, before anything is begun.

import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StoreError } from '../contract/errors.ts';
import { checkShape, WrongShape } from './shape.ts';
import { type Source, sourceAt } from './source.ts';
import { stackPlaces } from './thrown.ts';

/** What Node reads by itself; those with types only where it strips them. */
const PLAIN: readonly string[] = ['.js', '.mjs', '.cjs'];
const TYPED: readonly string[] = ['.ts', '.mts', '.cts'];

/**
 * `file` is a full path. E_NOT_FOUND; E_USAGE with what is wrong and where. Nothing but the file's own code has run.
 * Of another revision the words are left alone, which its own version may have called otherwise.
 */
export async function configAt(file: string, { isOfNow = true } = {}): Promise<Source> {
  requireModule(file);
  try {
    const source = await sourceAt(pathToFileURL(file).href);
    const { definition } = source;
    await checkShape(isOfNow || definition === undefined ? definition : { ...definition, words: {} });
    return source;
  } catch (error) {
    if (error instanceof WrongShape) throw wrong(file, error.message);
    throw usage(file, `The configuration could not be loaded: ${loadFailure(error, file)}`, error);
  }
}

const wrong = (file: string, what: string): StoreError =>
  usage(file, `The configuration ${file} is wrong: ${what}.`);

const usage = (config: string, message: string, cause?: unknown): StoreError =>
  new StoreError('E_USAGE', message, { data: { config }, cause });

function requireModule(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new StoreError('E_NOT_FOUND', `There is no configuration file ${file}.`);
  const extension = extname(file);
  if (!stats.isFile() || ![...PLAIN, ...TYPED].includes(extension)) {
    throw wrong(file, `it must be a module, a file that ends in ${[...TYPED, ...PLAIN].join(', ')}`);
  }
  if (TYPED.includes(extension) && !process.features.typescript) {
    throw wrong(
      file,
      `it is TypeScript, which Node reads from 22.18 on, and this is ${process.version}. ` +
        'Use a newer Node, or write it as JavaScript in a file that ends in .mjs',
    );
  }
}

/** The message, and the nearest place in a file of the user's. */
function loadFailure(thrown: unknown, file: string): string {
  if (!(thrown instanceof Error)) return `${file} threw ${String(thrown)}.`;
  const first = thrown.message.split('\n', 1)[0];
  const place = stackPlaces(thrown).find((each) => !each.file.includes('node_modules'));
  return `${first} (${place?.text ?? file}).`;
}
