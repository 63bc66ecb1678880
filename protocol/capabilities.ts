// What a program says it has.

import { StoreError } from '../contract/errors.ts';
import type { JsonValue } from '../contract/json-value.ts';
import { HOW_TO_ANSWER_CAPABILITIES } from './capabilities-answer.ts';
import type { ProgramConnection } from './program-connection.ts';

export interface Capabilities {
  readonly name: string;
  readonly version: string;
  readonly ops: ReadonlySet<string>;
}

/** Null of a program that refuses to say, in whatever way. Throws E_SUBJECT when it breaks. */
export async function capabilitiesOf(connection: ProgramConnection): Promise<Capabilities | null> {
  let answer: JsonValue;
  try {
    answer = await connection.request('capabilities', {});
  } catch (error) {
    if (connection.isBroken) throw error;
    return null;
  }
  const { name, version, ops } = (answer ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof version !== 'string' || !Array.isArray(ops)) {
    throw new StoreError(
      'E_SUBJECT',
      `The program under test answered capabilities without \`name\`, \`version\` and \`ops\`. ${HOW_TO_ANSWER_CAPABILITIES}`,
    );
  }
  return { name, version, ops: new Set(ops.filter((op) => typeof op === 'string')) };
}
