// The subjects of a definition as the engines take them: every default filled in.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from './definition.ts';
import type { FloorDefinition, OpenOptions, ProgramChoice, Role, SubjectDefinition } from './subject.ts';

export interface Subject<Store> {
  readonly name: string;
  readonly role: Role;
  readonly isPersistent: boolean;
  readonly isRemote: boolean;
  open(home: string, options?: OpenOptions): Promise<Store>;
  close(store: Store): Promise<void>;
  kill(store: Store): Promise<void>;
  /** Null: all operations of the definition. */
  offered(store: Store): ReadonlySet<string> | null;
}

/** Programs that were given as commands, by the names that they have in this run. */
export type Programs = Readonly<Record<string, readonly string[]>>;

export const subjectNames = ({ subjects }: Definition, role: Role | 'floor' = 'store'): string[] =>
  Object.keys(subjects).filter((name) => (subjects[name]?.role ?? 'store') === role);

export function floorNamed<Store>(
  { subjects }: Definition<Store>,
  name: string,
): FloorDefinition<Store> | undefined {
  const choice = Object.hasOwn(subjects, name) ? subjects[name] : undefined;
  return choice?.role === 'floor' ? choice : undefined;
}

/** The subject that holds the content of a contestant: the contestant itself, or what is below a floor. */
export const storeBelow = <Store>(definition: Definition<Store>, name: string): string =>
  floorNamed(definition, name)?.base ?? name;

/** What the others are compared with: the model, or else the first one under test. */
export const referenceOf = <Store>(definition: Definition<Store>): string =>
  [...subjectNames(definition, 'model'), ...subjectNames(definition)][0] ?? '';

/** Whatever is no floor. */
export const contestantsOf = (definition: Definition): string[] =>
  Object.keys(definition.subjects).filter((name) => floorNamed(definition, name) === undefined);

/** Throws E_USAGE for a name that is none, or of a floor. */
export function subjectOf<Store>(
  definition: Definition<Store>,
  name: string,
  programs: Programs = {},
): Subject<Store> {
  const command = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (command !== undefined) return subjectFrom(name, programOf(definition, name, { command }));
  const choice = Object.hasOwn(definition.subjects, name) ? definition.subjects[name] : undefined;
  if (choice === undefined || choice.role === 'floor') {
    throw new StoreError(
      'E_USAGE',
      `There is no store named "${name}" in ${definition.name}. There are ${contestantsOf(definition).join(', ')}.`,
    );
  }
  return subjectFrom(name, 'command' in choice ? programOf(definition, name, choice) : choice);
}

function programOf<Store>(
  definition: Definition<Store>,
  name: string,
  { command, role = 'store' }: ProgramChoice,
): SubjectDefinition<Store> {
  const program =
    definition.program?.(command, name) ??
    lateSubject({ isRemote: true }, async () =>
      (await import('./program.ts')).programStore(definition, command),
    );
  return { ...program, role };
}

/** One whose code is loaded when it is first opened: a process that times a store has the code of that one, and of no other. */
export function lateSubject<Store>(
  nature: Pick<SubjectDefinition<Store>, 'role' | 'isPersistent' | 'isRemote'>,
  load: () => Promise<SubjectDefinition<Store>>,
): SubjectDefinition<Store> {
  let loaded: Subject<Store> | undefined;
  return {
    ...nature,
    open: async (home, options) => {
      loaded ??= subjectFrom('', await load());
      return loaded.open(home, options);
    },
    close: (store) => loaded?.close(store),
    kill: (store) => loaded?.kill(store),
    offered: (store) => loaded?.offered(store) ?? null,
  };
}

/** Opens a store for some work, and closes it whatever comes of that. */
export async function onStore<Store, T>(
  subject: Subject<Store>,
  home: string,
  work: (store: Store) => T | Promise<T>,
  options?: OpenOptions,
): Promise<T> {
  const store = await subject.open(home, options);
  try {
    return await work(store);
  } finally {
    await subject.close(store);
  }
}

/** One that is in no definition, such as a planted bug. */
export function subjectFrom<Store>(name: string, subject: SubjectDefinition<Store>): Subject<Store> {
  const { role = 'store', isPersistent = role !== 'model', isRemote = false } = subject;
  const close = async (store: Store): Promise<void> =>
    subject.close === undefined ? (store as Closable | null)?.close?.() : subject.close(store);
  return {
    name,
    role,
    isPersistent,
    isRemote,
    open: async (home, options = {}) => subject.open(home, options),
    close,
    kill: async (store) => (subject.kill === undefined ? close(store) : subject.kill(store)),
    offered: (store) => subject.offered?.(store) ?? null,
  };
}

interface Closable {
  close?(): void | Promise<void>;
}
