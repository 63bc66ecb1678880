// Histories that are kept as files, such as counterexamples: operations as JSON, one a line. What is read is checked, because
// a file may come from anywhere and its operations work on directories.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOfText } from '../contract/canonical.ts';
import { StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/session-writer.ts';
import { isOperation, type Operation, readOperations } from './operation.ts';

/** Writes the operations; the folder of the file is made when absent. */
export function keepHistory(file: string, operations: readonly Operation[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `[\n${operations.map((operation) => writeJson(operation)).join(',\n')}\n]\n`);
}

/** A name for the operations, the same for the same ones. */
export const historyName = (operations: readonly Operation[]): string =>
  `history-${digestOfText(writeJson(operations)).slice(0, 16)}.json`;

/** Throws E_NOT_FOUND, and E_PARSE for what is no list of operations. */
export function readHistory(file: string): readonly Operation[] {
  const operations = parsed(file);
  if (!Array.isArray(operations) || operations.length === 0 || !operations.every(isOperation)) {
    throw new StoreError(
      'E_PARSE',
      `${file} is no history: it must be a JSON list of operations, as "verify" and "conform" keep them. Nothing was played.`,
    );
  }
  return operations;
}

function parsed(file: string): unknown {
  try {
    return readOperations(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw new StoreError('E_NOT_FOUND', `${file} cannot be read. Nothing was played.`, { cause: error });
  }
}

/** The files of the histories in a folder, in the order of their names; none when there is no folder. */
export function keptHistories(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
