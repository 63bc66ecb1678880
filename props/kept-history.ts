// Histories that are kept as files, such as counterexamples: operations as JSON, one a line. What is read is checked, because
// a file may come from anywhere and its operations work on directories.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOfText } from '../contract/digest.ts';
import { StoreError } from '../contract/errors.ts';
import { writeJson } from '../contract/json-text.ts';
import type { Definition } from '../definition/definition.ts';
import type { Step } from '../definition/operation.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { type Rules, rulesOf } from './rules.ts';
import { isRestart } from './sequence-run.ts';

/** Writes the operations; the folder of the file is made when absent. */
export function keepHistory(file: string, operations: readonly Step[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `[\n${operations.map((operation) => writeJson(operation)).join(',\n')}\n]\n`);
}

/** A name for the operations, the same for the same ones. */
export const historyName = (operations: readonly Step[]): string =>
  `history-${digestOfText(writeJson(operations)).slice(0, 16)}.json`;

export interface KeptHistory {
  /** Of the file, without its folder. */
  readonly name: string;
  readonly operations: readonly Step[];
}

/** Throws E_NOT_FOUND, E_IO for what cannot be read, and E_PARSE for what is no list of operations that can be played. */
export async function readHistory<Store>(
  definition: Definition<Store>,
  file: string,
): Promise<readonly Step[]> {
  return historyIn(file, await rulesOf(definition));
}

function historyIn<Store>(file: string, rules: Rules<Store>): readonly Step[] {
  const operations = parsed(file, rules.histories.parse ?? JSON.parse);
  if (!Array.isArray(operations) || operations.length === 0) throw noHistory(file, 'it must be');
  const isStep = rules.histories.isStep ?? ((value: unknown) => isPlainStep(value, rules));
  const wrong = operations.findIndex((operation) => !isStep(operation));
  if (wrong !== -1) throw noHistory(file, `its operation ${wrong} (from 0) cannot be played. It must be`);
  return operations;
}

function isPlainStep<Store>(value: unknown, { operations }: Rules<Store>): boolean {
  const { op, args } = (value ?? {}) as Partial<Step>;
  if (typeof op !== 'string') return false;
  return isRestart({ op }) || (Object.hasOwn(operations, op) && Array.isArray(args));
}

const noHistory = (file: string, why: string): StoreError =>
  new StoreError(
    'E_PARSE',
    `${file} is no history: ${why} a JSON list of operations, as "verify" and "conform" keep them. Nothing was played.`,
    { data: { history: file } },
  );

function parsed(file: string, parse: (text: string) => unknown): unknown {
  const bytes = readable(file, () => readRegularFile(file));
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** All histories in a folder, in the order of their names. Throws what {@link readHistory} throws, of the folder as well. */
export async function readCorpus<Store>(
  definition: Definition<Store>,
  folder: string,
): Promise<readonly KeptHistory[]> {
  const rules = await rulesOf(definition);
  return readable(folder, () => readdirSync(folder))
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ name, operations: historyIn(join(folder, name), rules) }));
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new StoreError('E_NOT_FOUND', `${path} is not there. Nothing was played.`, { cause })
      : new StoreError('E_IO', `${path} cannot be read: ${message}. Nothing was played.`, { cause });
  }
}
