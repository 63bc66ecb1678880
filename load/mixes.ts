// Which processes of a load do what: a mix of the definition by its name, or operations with their weights as they were typed.

import { StoreError } from '../contract/errors.ts';
import type { LoadDefinition, LoadGroup, LoadMix } from '../definition/load.ts';

type Mixes = Readonly<Record<string, LoadMix>>;

/** A mix as it is played: every process in a group. */
export interface ChosenMix {
  readonly name: string;
  /** The group of each worker. */
  readonly groups: readonly Pick<LoadGroup, 'name' | 'operations'>[];
  readonly hot?: LoadMix['hot'];
}

/** Of each operation of the definition, in their order, for one worker. */
export function weightsOf({ groups }: ChosenMix, operations: readonly string[], worker: number): number[] {
  const own = groups[worker]?.operations ?? {};
  return operations.map((name) => (Object.hasOwn(own, name) ? (own[name] as number) : 0));
}

/** Those of the definition, or what follows from its operations. */
export function mixesOf<Store>({
  operations,
  mixes,
}: Pick<LoadDefinition<Store>, 'operations' | 'mixes'>): Mixes {
  if (mixes !== undefined) return mixes;
  const named = (does: string): string[] =>
    Object.keys(operations).filter((name) => operations[name]?.does === does);
  const [appends, reads] = [named('append'), named('read')];
  const weights = (names: readonly string[], of: number): [string, number][] =>
    names.map((name) => [name, of / names.length]);
  const all = (says: string, weighed: readonly [string, number][]): LoadMix => ({
    says,
    groups: [{ name: 'all', operations: Object.fromEntries(weighed) }],
  });
  const writing = { appends: all('every process appends', weights(appends, 1)) };
  if (reads.length === 0) return writing;
  return {
    mixed: all('four reads for each append', [...weights(appends, 1), ...weights(reads, 4)]),
    ...writing,
    reads: all('every process reads', weights(reads, 1)),
  };
}

/** Throws E_USAGE. Without a text the first mix. */
export function chosenMix<Store>(
  load: Pick<LoadDefinition<Store>, 'operations' | 'mixes'>,
  text: string | undefined,
  processes: number,
): ChosenMix {
  const mixes = mixesOf(load);
  const name = text ?? (Object.keys(mixes)[0] as string);
  const mix = Object.hasOwn(mixes, name)
    ? (mixes[name] as LoadMix)
    : typedMix(load, name, Object.keys(mixes));
  for (const { operations } of mix.groups) requireCreates(load, name, operations);
  const { hot } = mix;
  return { name, groups: peopled(name, mix.groups, processes), ...(hot !== undefined && { hot }) };
}

/** Such as append=1,get=4. */
function typedMix<Store>(
  { operations }: Pick<LoadDefinition<Store>, 'operations'>,
  text: string,
  names: readonly string[],
): LoadMix {
  const weighed = text.split(',').map((part): [string, number] => {
    const [, name = '', weight = ''] = /^(.+)=([0-9]+(?:\.[0-9]+)?)$/.exec(part) ?? [];
    if (Object.hasOwn(operations, name) && Number(weight) > 0) return [name, Number(weight)];
    throw new StoreError(
      'E_USAGE',
      `There is no mix "${text}". It must be one of ${names.join(', ')}, or operations with how often each comes, such as ` +
        `${Object.keys(operations).slice(0, 2).join('=1,')}=1; operations are ${Object.keys(operations).join(', ')}.`,
    );
  });
  return { says: text, groups: [{ name: 'all', operations: Object.fromEntries(weighed) }] };
}

/** What a worker deletes it has created itself. */
function requireCreates<Store>(
  load: Pick<LoadDefinition<Store>, 'operations'>,
  mix: string,
  operations: LoadGroup['operations'],
): void {
  const does = Object.keys(operations).map((name) => load.operations[name]?.does);
  if (!does.includes('delete') || does.includes('create')) return;
  throw new StoreError(
    'E_USAGE',
    `The mix ${mix} deletes records and creates none: a worker deletes only what it has created. Add an operation that creates.`,
  );
}

function peopled(mix: string, groups: readonly LoadGroup[], processes: number): ChosenMix['groups'] {
  const said = groups.reduce((sum, group) => sum + (group.processes ?? 0), 0);
  const sharing = groups.filter((group) => group.processes === undefined);
  const left = processes - said;
  if (left < sharing.length || (left > 0 && sharing.length === 0)) {
    const needed = said + sharing.length;
    throw new StoreError(
      'E_USAGE',
      `The mix ${mix} needs ${sharing.length === 0 ? '' : 'at least '}${needed} processes, and there are ${processes}.`,
    );
  }
  return groups.flatMap((group) => {
    const at = sharing.indexOf(group);
    const own = group.processes ?? share(left, sharing.length, at);
    return Array.from({ length: own }, () => group);
  });
}

/** The first ones have one more where it does not come out even. */
const share = (left: number, of: number, at: number): number =>
  Math.floor(left / of) + (at < left % of ? 1 : 0);
