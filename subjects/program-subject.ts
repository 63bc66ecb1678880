// Any program that speaks the subject protocol, as a subject: one process for each store that is opened.

import { StoreError } from '../contract/errors.ts';
import type { StoreOptions } from '../contract/store.ts';
import { type Capabilities, capabilitiesOf } from '../protocol/capabilities.ts';
import { type ConnectionOptions, ProgramConnection } from '../protocol/program-connection.ts';
import { ProgramStore } from './program-store.ts';
import { FIRST_SEVEN, storeErrorOf } from './protocol.ts';
import { type SubjectName, subjectNamed } from './registry.ts';
import { serveCommand } from './serve-command.ts';
import type { SessionSubject } from './subject.ts';

export interface ProgramOptions extends ConnectionOptions {
  /** Default: the command, up to its first 80 characters. */
  readonly name?: string;
  /** Whether the program keeps its data when it ends. Default: true. */
  readonly isPersistent?: boolean;
}

export interface ProgramSubject extends SessionSubject {
  open(home: string, options?: StoreOptions): Promise<ProgramStore>;
}

const NAME_LENGTH_MAX = 80;

/** `command` is the program and its arguments, run without a shell. Opening throws E_SUBJECT when it fails to start. */
export function programSubject(command: readonly string[], options: ProgramOptions = {}): ProgramSubject {
  if (command.length === 0)
    throw new StoreError('E_USAGE', 'A program under test needs a command to start it.');
  return {
    name: options.name ?? command.join(' ').slice(0, NAME_LENGTH_MAX),
    isPersistent: options.isPersistent ?? true,
    isRemote: true,
    open: (home, storeOptions = {}) => openProgram(command, home, storeOptions, options),
  };
}

/** One of our own stores behind the protocol, in a process of its own. */
export function servedSubject(name: SubjectName, options: ConnectionOptions = {}): ProgramSubject {
  const { isPersistent } = subjectNamed(name);
  return programSubject(serveCommand(name), { ...options, name: `${name} over stdio`, isPersistent });
}

async function openProgram(
  command: readonly string[],
  home: string,
  { clock, strict }: StoreOptions,
  options: ProgramOptions,
): Promise<ProgramStore> {
  if (strict === true) {
    throw new StoreError('E_REFUSED', 'The subject protocol has no strict mode; start the program in it.');
  }
  const connection = new ProgramConnection(command, storeErrorOf, options);
  try {
    return new ProgramStore(connection, (await capabilitiesOf(connection)) ?? FIRST_OF_ALL, home, clock);
  } catch (error) {
    await connection.kill();
    throw error;
  }
}

/** Of a program that does not say what it has. */
const FIRST_OF_ALL: Capabilities = {
  name: 'the program under test',
  version: 'unknown',
  ops: new Set(FIRST_SEVEN),
};
