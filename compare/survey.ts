// What the two sides have in common: benchmarks, and a filled home of each for every store and dataset. What only one side has,
// or what they fill otherwise, is not compared and named.

import type { Homes } from '../bench/homes.ts';
import { StoreError } from '../contract/errors.ts';
import type { Comparison, ComparisonReason } from '../results/comparison.ts';
import type { SharedBenchmark } from './entry.ts';
import type { ComparisonChoice, Sides } from './options.ts';
import type { Offer } from './player/calls.ts';
import { PlayerDeath, PlayerFailure, type Players } from './player/player-process.ts';
import { sentenceOf } from './sentence.ts';

interface Survey {
  readonly shared: readonly SharedBenchmark[];
  readonly apart: readonly Apart[];
}

/** Not compared, and why. */
export interface Apart {
  readonly benchmark: Pick<Comparison, 'operation' | 'store' | 'records' | 'profile'>;
  readonly verdict: 'not compared' | 'failed';
  readonly reason?: ComparisonReason;
  readonly detail: string;
}

interface Surveyors {
  readonly base: Players;
  readonly head: Players;
}

const SIDES = ['base', 'head'] as const;

/** Rejects with E_USAGE for a name that neither side has, and with E_SIDE for a side that cannot be loaded or asked, or dies. */
export async function survey(
  surveyors: Surveyors,
  sides: Sides,
  choice: ComparisonChoice,
  homes: Homes,
): Promise<Survey> {
  await bothSides(sides, 'be loaded', (side) => surveyors[side].ask('load', side, sides[side]));
  const offers = (asked: ComparisonChoice): Promise<[Offer, Offer]> =>
    bothSides(sides, 'say what it has', (side) => surveyors[side].ask('offer', side, asked));
  // What one side alone would leave out is compared all the same.
  const own = await offers(choice);
  const wanted = new Set(own.flatMap((offer) => [...byName(offer).keys()]));
  const able = await offers({ ...choice, ...unionOf(own) });
  const [baseHas, headHas] = [wantedOf(able[0], wanted), wantedOf(able[1], wanted)];
  requireKnown(choice, [...baseHas.values(), ...headHas.values()]);
  const common = [...headHas].flatMap(([name, benchmark]) => (baseHas.has(name) ? [benchmark] : []));
  const differing = await fillAll(surveyors, sides, common, homes);
  return {
    shared: common.filter((benchmark) => !differing.has(placeOf(benchmark))),
    apart: [
      ...oneSided(baseHas, headHas, 'base'),
      ...oneSided(headHas, baseHas, 'head'),
      ...common.flatMap((benchmark) => {
        const why = differing.get(placeOf(benchmark));
        return why === undefined ? [] : [{ benchmark: plain(benchmark), ...why }];
      }),
    ],
  };
}

/** Base, then head. `what`: that could not be done. E_SIDE. */
function bothSides<T>(sides: Sides, what: string, ask: (side: keyof Sides) => Promise<T>): Promise<[T, T]> {
  const asked = (side: keyof Sides): Promise<T> =>
    ask(side).catch((error) => {
      if (!(error instanceof PlayerFailure || error instanceof PlayerDeath)) throw error;
      throw unusable(side, `The definition of the ${side} (${sides[side].title}) could not ${what}`, error);
    });
  return Promise.all([asked('base'), asked('head')]);
}

const unusable = (side: string, what: string, cause: Error): StoreError =>
  new StoreError('E_SIDE', `${what}: ${cause.message}. Nothing was compared.`, {
    ...{ data: { reason: side }, cause },
  });

function unionOf(offers: readonly Offer[]): Offer['choice'] {
  const all = <T>(listOf: (choice: Offer['choice']) => readonly T[]): T[] => [
    ...new Set(offers.flatMap(({ choice }) => listOf(choice))),
  ];
  return {
    stores: all(({ stores }) => stores),
    profiles: all(({ profiles }) => profiles),
    records: all(({ records }) => records),
  };
}

const wantedOf = (offer: Offer, wanted: ReadonlySet<string>): Map<string, SharedBenchmark> =>
  new Map([...byName(offer)].filter(([name]) => wanted.has(name)));

const byName = ({ fields, operations }: Offer): Map<string, SharedBenchmark> =>
  new Map(
    fields.flatMap(({ store, dataset }) =>
      operations.map(({ operation, group }) => {
        const { profile, size: records } = dataset;
        const benchmark = { operation, store, records, profile, dataset, group };
        return [JSON.stringify(plain(benchmark)), benchmark] as const;
      }),
    ),
  );

const plain = ({ operation, store, records, profile }: SharedBenchmark): Apart['benchmark'] => ({
  operation,
  store,
  records,
  profile,
});

const oneSided = (
  has: ReadonlyMap<string, SharedBenchmark>,
  others: ReadonlyMap<string, SharedBenchmark>,
  side: 'base' | 'head',
): Apart[] =>
  [...has]
    .filter(([name]) => !others.has(name))
    .map(([, benchmark]) => ({
      benchmark: plain(benchmark),
      verdict: 'not compared',
      reason: `only ${side}`,
      detail: `Only the ${side} has it.`,
    }));

function requireKnown(choice: ComparisonChoice, benchmarks: readonly SharedBenchmark[]): void {
  const asked = [
    ['store', choice.stores, (each: SharedBenchmark) => each.store],
    ['operation', choice.operations, (each: SharedBenchmark) => each.operation],
    ['profile', choice.profiles, (each: SharedBenchmark) => each.profile],
  ] as const;
  for (const [what, names = [], nameOf] of asked) {
    const known = new Set(benchmarks.map(nameOf));
    const unknown = names.find((name) => !known.has(name));
    if (unknown === undefined) continue;
    throw new StoreError(
      'E_USAGE',
      `Neither side has a ${what} named "${unknown}" that is timed here. Nothing was compared.`,
    );
  }
  if (benchmarks.length === 0) {
    throw new StoreError('E_USAGE', 'Neither side has anything to be timed. Nothing was compared.');
  }
}

export const placeOf = ({ store, profile, records }: SharedBenchmark): string =>
  JSON.stringify([store, profile, records]);

type Why = Pick<Apart, 'verdict' | 'reason' | 'detail'>;

/** By place, those that cannot be compared. E_SIDE for a process that dies: nobody is left to be asked. */
async function fillAll(
  surveyors: Surveyors,
  sides: Sides,
  benchmarks: readonly SharedBenchmark[],
  homes: Homes,
): Promise<Map<string, Why>> {
  const differing = new Map<string, Why>();
  const places = new Map(benchmarks.map((benchmark) => [placeOf(benchmark), benchmark]));
  for (const [place, { store, dataset }] of places) {
    const { folder, codeCache } = homes;
    const filled = SIDES.map((side) =>
      surveyors[side].ask('fill', side, {
        store,
        dataset,
        home: homes.filled(`${side} ${store}`, dataset),
        folder,
        codeCache,
      }),
    );
    const [base, head] = await Promise.allSettled(filled);
    for (const [side, end] of Object.entries({ base, head })) {
      if (end?.status !== 'rejected' || !(end.reason instanceof PlayerDeath)) continue;
      const { title } = sides[side as keyof Sides];
      throw unusable(side, `The store ${store} of the ${side} (${title}) could not be filled`, end.reason);
    }
    const why = differenceOf(base as Filled, head as Filled);
    if (why !== null) differing.set(place, why);
  }
  return differing;
}

type Filled = PromiseSettledResult<string>;

function differenceOf(base: Filled, head: Filled): Why | null {
  for (const [side, filled] of Object.entries({ base, head })) {
    if (filled.status === 'fulfilled') continue;
    const detail = sentenceOf(`The ${side} could not be filled: ${(filled.reason as Error).message}`);
    return { verdict: 'failed', detail };
  }
  return (base as PromiseFulfilledResult<string>).value === (head as PromiseFulfilledResult<string>).value
    ? null
    : {
        verdict: 'not compared',
        reason: 'other work',
        detail: 'The sides do not hold the same after they were filled.',
      };
}
