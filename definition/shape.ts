// What a definition that somebody wrote looks like, and in plain words where it does not. Its author may have no types.

import type { z } from 'zod';
import { PARTS } from '../results/verification.ts';
import { wordsSchema } from '../results/words.ts';
import type {
  BenchDefinition,
  ComparedFields,
  DatasetDefinition,
  FreshTask,
  FullField,
  TimedWorkload,
  WeighedWorkload,
} from './bench.ts';
import type { Change, ChangesDefinition, UnsafeStore } from './changes.ts';
import type { Definition } from './definition.ts';
import type { FaultCase, FaultsDefinition, FaultWork } from './faults.ts';
import type { HistoryDefinition } from './history.ts';
import type { LoadDefinition, LoadFault, LoadGroup, LoadMix, LoadOperation } from './load.ts';
import type { Migration } from './migration.ts';
import type { Operation } from './operation.ts';
import type { Section } from './section.ts';
import type { FloorDefinition, FloorWorkload, ProgramChoice, SubjectDefinition } from './subject.ts';
import type { Part } from './verification.ts';

/** The keys on the way to what is wrong, and what was expected there. */
export class WrongShape extends Error {
  constructor(at: readonly string[], expected: string) {
    super(`${at.length === 0 ? 'the default export' : at.join('.')} ${expected}`);
  }
}

/** Throws WrongShape. Parts that are functions are called: what they bring is looked at as well. */
export async function checkShape(value: unknown): Promise<void> {
  if (value === undefined)
    throw new WrongShape([], 'is missing; write "export default defineProof({ ... })"');
  await definition(value, []);
  checkNames(value as Definition);
}

type Expect = (value: unknown, at: readonly string[]) => void | Promise<void>;

type MaybeExpect = Expect & { readonly isOptional: true };

/** Every key of a type, so that none is forgotten here when one is added there, or becomes optional. */
type Keys<T> = {
  readonly [Key in keyof Required<T>]: Record<never, never> extends Pick<T, Key> ? MaybeExpect : Expect;
};

const expecting =
  (expected: string, isSo: (value: unknown) => boolean): Expect =>
  (value, at) => {
    if (!isSo(value)) throw new WrongShape(at, `must be ${expected}, and is ${kindOf(value)}`);
  };

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const object = expecting('an object', isObject);
const call = expecting('a function', (value) => typeof value === 'function');
const flag = expecting('true or false', (value) => typeof value === 'boolean');
const amount = expecting('a number above 0', (value) => typeof value === 'number' && value > 0);
const count = expecting(
  'a whole number above 0',
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
);
const text = expecting('a text of 1 to 80 characters in one line', (value) =>
  /^[^\p{Cc}\p{Zl}\p{Zp}]{1,80}$/u.test(String(typeof value === 'string' ? value : '')),
);
const oneOf = (...words: readonly string[]): Expect =>
  expecting(`one of ${words.join(', ')}`, (value) => words.includes(value as string));
/** fast-check may be there twice, so it is known by what it can do. */
const arbitrary = expecting(
  'an arbitrary of fast-check',
  (value) => isObject(value) && typeof value.generate === 'function' && typeof value.map === 'function',
);

const maybe = (inner: Expect): MaybeExpect =>
  Object.assign<Expect, { readonly isOptional: true }>(
    (value, at) => (value === undefined ? undefined : inner(value, at)),
    { isOptional: true },
  );

const list =
  (inner: Expect, lengthMin = 1): Expect =>
  async (value, at) => {
    if (!Array.isArray(value) || value.length < lengthMin) {
      const some = lengthMin === 0 ? '' : ' with something in it';
      throw new WrongShape(at, `must be an array${some}, and is ${kindOf(value)}`);
    }
    for (const [index, each] of value.entries()) await inner(each, [...at, String(index)]);
  };

/** Of what is data, and has its schema. */
const parsed =
  (schema: z.ZodType): Expect =>
  (value, at) => {
    const issue = schema.safeParse(value).error?.issues[0];
    if (issue !== undefined)
      throw new WrongShape([...at, ...issue.path.map(String)], `is wrong: ${issue.message}`);
  };

/** A key that is not known is a mistyped one: it would be passed over in silence. */
const shape =
  <T>(keys: Keys<T>): Expect =>
  async (value, at) => {
    await object(value, at);
    const given = value as Readonly<Record<string, unknown>>;
    const known = Object.entries<Expect>(keys);
    for (const [key, inner] of known) await inner(given[key], [...at, key]);
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(keys, key));
    if (unknown === undefined) return;
    throw new WrongShape([...at, unknown], `is not known; there are ${known.map(([key]) => key).join(', ')}`);
  };

const table =
  (name: RegExp, rule: string, inner: Expect): Expect =>
  async (value, at) => {
    await object(value, at);
    const rows = Object.entries(value as Readonly<Record<string, unknown>>);
    if (rows.length === 0) throw new WrongShape(at, 'must have something in it, and is empty');
    for (const [key, each] of rows) {
      if (!name.test(key)) throw new WrongShape([...at, key], `cannot be a name in results: ${rule}`);
      await inner(each, [...at, key]);
    }
  };

/** They are typed in lists with commas, and are names of folders. */
const named = (inner: Expect): Expect =>
  table(
    /^[A-Za-z0-9][\w.-]{0,59}$/,
    'letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 60',
    inner,
  );

/** Each of them, one after the other. */
const section =
  (...inner: readonly Expect[]): Expect =>
  async (value, at) => {
    const part: unknown = typeof value === 'function' ? await value() : value;
    for (const each of inner) await each(part, at);
  };

type Inner<T> = T extends Section<infer Part> ? Part : T;

const subject = shape<SubjectDefinition<unknown>>({
  open: call,
  close: maybe(call),
  kill: maybe(call),
  role: maybe(oneOf('model', 'store', 'peer')),
  isPersistent: maybe(flag),
  isRemote: maybe(flag),
  offered: maybe(call),
});

const program = shape<ProgramChoice>({
  command: list(text),
  role: maybe(oneOf('model', 'store', 'peer')),
});

const floor = shape<FloorDefinition<unknown>>({
  role: oneOf('floor'),
  base: text,
  workloads: maybe(section(named(shape<FloorWorkload<unknown>>({ prepare: call })))),
  underLoad: maybe(subject),
});

/** The one whose key is there, or else the last. */
const either =
  (keyed: Readonly<Record<string, Expect>>, other: Expect): Expect =>
  (value, at) => {
    const key = Object.keys(keyed).find((each) => isObject(value) && each in value);
    return ((key === undefined ? undefined : keyed[key]) ?? other)(value, at);
  };

const loadCall = {
  does: oneOf('append', 'read', 'transaction', 'create', 'delete', 'other'),
  call,
  offeredBy: maybe(call),
};

const loadOperation: Expect = async (value, at) => {
  await object(value, at);
  const { does } = value as { readonly does?: unknown };
  const own = {
    ...(does === 'read' && { entries: maybe(call), shows: maybe(oneOf('all', 'last')) }),
    ...(does === 'other' && { writes: flag }),
  };
  await shape<LoadOperation<unknown>>({ ...loadCall, ...own })(value, at);
};

const loadGroup = shape<LoadGroup>({ name: text, processes: maybe(count), operations: named(amount) });

const hot = shape<NonNullable<LoadMix['hot']>>({ records: count, steps: count });

/** Operations that mixes name and that are none, and a load that appends nothing. */
const loadNames: Expect = (value, at) => {
  const { operations, mixes = {} } = value as LoadDefinition<unknown>;
  const names = Object.keys(operations);
  if (!Object.values(operations).some(({ does }) => does === 'append')) {
    throw new WrongShape([...at, 'operations'], 'must have one that appends');
  }
  for (const [mix, { groups }] of Object.entries(mixes)) {
    for (const [index, group] of groups.entries()) {
      const unknown = Object.keys(group.operations).find((name) => !names.includes(name));
      if (unknown === undefined) continue;
      const place = [...at, 'mixes', mix, 'groups', String(index), 'operations', unknown];
      throw new WrongShape(place, `must be one of the operations ${names.join(', ')}`);
    }
  }
};

const nature = { group: oneOf('read', 'write', 'start'), needs: maybe(list(text)), only: maybe(list(text)) };

const definition = shape<Definition>({
  name: text,
  subjects: named(either({ command: program, base: floor }, subject)),
  operations: section(
    named(
      shape<Operation<unknown>>({
        arguments: arbitrary,
        writes: flag,
        weight: maybe(amount),
        names: maybe(list(text)),
        call: maybe(call),
      }),
    ),
  ),
  content: call,
  refusal: maybe(call),
  histories: maybe(
    section(
      shape<Inner<HistoryDefinition<unknown>>>({
        kept: maybe(text),
        steps: maybe(call),
        simpler: maybe(call),
        parse: maybe(call),
        isStep: maybe(call),
        difference: maybe(call),
        begin: maybe(call),
      }),
    ),
  ),
  migrations: maybe(
    table(
      /^[^\p{Cc}\p{Zl}\p{Zp}]{1,80}$/u,
      'at most 80 characters in one line',
      shape<Migration>({ from: text, to: text, run: call, back: maybe(call) }),
    ),
  ),
  datasets: maybe(
    section(
      named(
        shape<DatasetDefinition<unknown>>({ sizes: maybe(list(count)), sizeMax: maybe(count), fill: call }),
      ),
    ),
  ),
  workloads: maybe(
    section(
      named(
        either(
          { weigh: shape<WeighedWorkload<unknown>>({ ...nature, weigh: call }) },
          shape<TimedWorkload<unknown>>({ ...nature, rate: maybe(text), prepare: call }),
        ),
      ),
    ),
  ),
  bench: maybe(
    section(
      shape<Inner<BenchDefinition<unknown>>>({
        operations: maybe(list(text)),
        stores: maybe(list(text)),
        profiles: maybe(list(text)),
        full: maybe(
          list(
            shape<FullField>({
              profile: text,
              size: count,
              stores: list(text),
              isClosed: maybe(flag),
              share: maybe(amount),
            }),
          ),
        ),
        compared: maybe(
          shape<ComparedFields>({
            stores: maybe(list(text)),
            profiles: maybe(list(text)),
            records: maybe(list(count)),
          }),
        ),
        tasks: maybe(section(named(shape<FreshTask<unknown>>({ run: call })))),
      }),
    ),
  ),
  changes: maybe(
    section(
      shape<ChangesDefinition<unknown>>({
        begin: call,
        changes: named(shape<Change<unknown>>({ make: call })),
        promises: named(oneOf('kept', 'consistent', 'nothing')),
        unsafe: maybe(
          named(
            shape<UnsafeStore<unknown>>({
              of: text,
              by: maybe(oneOf('power cuts', 'kills')),
              without: maybe(oneOf('syncs', 'syncs of folders', 'renames')),
              open: maybe(call),
            }),
          ),
        ),
      }),
    ),
  ),
  damage: maybe(section(named(named(oneOf('log', 'data', 'plain'))))),
  faults: maybe(
    section(
      shape<FaultsDefinition<unknown>>({
        allocatesIn: maybe(text),
        damage: maybe(call),
        ofDamage: maybe(list(text)),
        isPartial: maybe(call),
        works: maybe(named(shape<FaultWork>({ store: text, begin: call, work: call, content: call }))),
        cases: maybe(named(shape<FaultCase<unknown>>({ stores: list(text), play: call }))),
      }),
    ),
  ),
  load: maybe(
    section(
      shape<LoadDefinition<unknown>>({
        operations: named(loadOperation),
        mixes: maybe(named(shape<LoadMix>({ says: text, groups: list(loadGroup), hot: maybe(hot) }))),
        stores: maybe(list(text)),
        fill: call,
        entries: call,
        without: call,
        busy: maybe(list(text)),
        unshared: maybe(named(list(text, 0))),
        onWait: maybe(call),
        files: maybe(call),
        faults: maybe(named(shape<LoadFault>({ says: text, run: call }))),
      }),
      loadNames,
    ),
  ),
  verification: maybe(
    section(
      table(
        new RegExp(`^(${PARTS.join('|')})$`),
        `parts are ${PARTS.join(', ')}`,
        section(shape<Part<unknown>>({ name: oneOf(...PARTS), missing: call, run: call })),
      ),
    ),
  ),
  words: maybe(parsed(wordsSchema.omit({ name: true }).partial().strict())),
  versions: maybe(section(table(/^[^\p{Cc}]{1,80}$/u, 'at most 80 characters in one line', text))),
  program: maybe(call),
  served: maybe(call),
});

/** Names that mean two things, or nothing. */
function checkNames({ subjects, migrations = {}, words = {} }: Definition): void {
  const names = Object.keys(subjects);
  const lower = new Map<string, string>();
  for (const name of names) {
    const at = ['subjects', name];
    if (name.toLowerCase().startsWith(PROGRAM_PREFIX))
      throw new WrongShape(at, `cannot begin with "${PROGRAM_PREFIX}": programs behind "--" are called so`);
    const same = lower.get(name.toLowerCase());
    if (same !== undefined) throw new WrongShape(at, `differs from ${same} only in capital letters`);
    lower.set(name.toLowerCase(), name);
  }
  const models = names.filter((name) => subjects[name]?.role === 'model');
  if (models.length > 1)
    throw new WrongShape(['subjects'], `must have one model, and has ${models.join(', ')}`);
  const known = (name: string | undefined, at: readonly string[]): void => {
    if (name !== undefined && !names.includes(name)) {
      throw new WrongShape(at, `must be one of the subjects ${names.join(', ')}, and is ${kindOf(name)}`);
    }
  };
  for (const name of names) {
    const subject = subjects[name];
    if (subject?.role === 'floor') known(subject.base, ['subjects', name, 'base']);
  }
  for (const [name, { from, to }] of Object.entries(migrations)) {
    known(from, ['migrations', name, 'from']);
    known(to, ['migrations', name, 'to']);
  }
  known(words.candidate, ['words', 'candidate']);
  known(words.baseline, ['words', 'baseline']);
  if (words.baseline !== undefined && words.baseline === words.candidate)
    throw new WrongShape(['words', 'baseline'], 'is the candidate as well');
}

/** Of the names of programs that are given as commands. */
const PROGRAM_PREFIX = 'program-';
