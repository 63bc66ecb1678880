// A program of a user's, asked once before a run is begun, so that one that cannot be started, or never answers, leaves
// no folder behind.

import { StoreError } from '../contract/errors.ts';
import type { Programs } from '../definition/subjects.ts';
import { type Capabilities, capabilitiesOf } from '../protocol/capabilities.ts';
import { ProgramConnection } from '../protocol/program-connection.ts';

/** Null of a program that does not say what it has. E_NOT_FOUND when it cannot be started, E_SUBJECT when it breaks the protocol. */
export async function answeringProgram(
  command: readonly string[],
  timeoutMs: number,
  directory?: string,
): Promise<Capabilities | null> {
  const connection = new ProgramConnection(command, ({ err }) => new Error(err), {
    timeoutMs,
    ...(directory !== undefined && { directory }),
  });
  try {
    const capabilities = await capabilitiesOf(connection);
    await connection.close();
    return capabilities;
  } catch (error) {
    await connection.kill();
    if (!(error instanceof StoreError) || error.data.reason !== 'start') throw error;
    throw new StoreError('E_NOT_FOUND', `${error.message} Nothing was recorded.`, { cause: error });
  }
}

/** How long a program may take for its first answer. */
const ANSWER_MS_MAX = 30_000;

/** By the name that it gives itself, marked as a program so that it cannot be taken for a store of ours. Nothing of no command. */
export async function namedProgram(command: readonly string[], directory?: string): Promise<Programs> {
  if (command.length === 0) return {};
  const { name } = (await answeringProgram(command, ANSWER_MS_MAX, directory)) ?? { name: 'unnamed' };
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .slice(0, NAME_LENGTH_MAX);
  return { [`program-${plain.replace(/^-|-$/g, '') || 'unnamed'}`]: command };
}

const NAME_LENGTH_MAX = 40;
