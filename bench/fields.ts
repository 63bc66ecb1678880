// Who is compared on what: a field is a dataset with its contestants and the number of their trials. A full run cannot
// have everything everywhere: one write of a store that rewrites 10,000 sessions takes a second.

import { DATASET_SEED, type DatasetSpec } from '../sessions/datasets/dataset.ts';
import type { Profile } from '../sessions/datasets/session.ts';
import { FLOOR_NAMES } from '../sessions/floors/names.ts';

export interface Field {
  readonly dataset: DatasetSpec;
  readonly stores: readonly string[];
  /** Of each store and group of operations. */
  readonly trials: number;
}

/** The app's store, ours, and the floors that targets are ratios to. */
export const CORE_STORES: readonly string[] = [
  'json',
  'sqlite',
  'floor-json-parse',
  'floor-objects',
  'floor-driver',
];
const ALL_STORES: readonly string[] = [
  ...['json', 'json-safe', 'sqlite', 'sqlite-full', 'memory'],
  ...FLOOR_NAMES,
];
/** For what lies between the sizes that targets name: only growth is read from it. */
const GROWTH_STORES: readonly string[] = ['json', 'sqlite'];

interface FullField {
  readonly profile: Profile;
  readonly sessions: number;
  readonly stores: readonly string[];
  /** Of the trials of a full run. */
  readonly share: number;
}

const FULL: readonly FullField[] = [
  { profile: 'small', sessions: 100, stores: CORE_STORES, share: 1 },
  { profile: 'small', sessions: 300, stores: GROWTH_STORES, share: 1 / 3 },
  { profile: 'small', sessions: 1_000, stores: ALL_STORES, share: 1 },
  { profile: 'small', sessions: 3_000, stores: GROWTH_STORES, share: 1 / 3 },
  { profile: 'small', sessions: 10_000, stores: CORE_STORES, share: 1 / 3 },
  { profile: 'large', sessions: 100, stores: CORE_STORES, share: 2 / 3 },
  { profile: 'japanese', sessions: 1_000, stores: CORE_STORES, share: 2 / 3 },
];

/** Every size and profile, with the contestants that matter there; `against` runs wherever the core does. */
export const fullFields = (trials: number, against: readonly string[] = []): Field[] =>
  FULL.map(({ profile, sessions, stores, share }) => ({
    dataset: { profile, sessions, seed: DATASET_SEED },
    stores: stores === GROWTH_STORES ? stores : distinct([...stores, ...against]),
    trials: Math.max(1, Math.round(trials * share)),
  }));

export interface FieldChoice {
  /** Default: {@link CORE_STORES}. */
  readonly stores?: readonly string[] | undefined;
  /** Beside those. */
  readonly against?: readonly string[] | undefined;
  /** Numbers of sessions. Default: 100 and 1,000. */
  readonly sizes?: readonly number[] | undefined;
  /** Default: small. */
  readonly profiles?: readonly Profile[] | undefined;
  readonly trials: number;
}

/** Every store on every profile at every size, each once and in the order given, but for data that is too large. */
export const fieldsOf = ({ stores, against, sizes, profiles, trials }: FieldChoice): Field[] =>
  distinct<Profile>(profiles ?? ['small']).flatMap((profile) =>
    distinct(sizes ?? [100, 1_000])
      .filter((sessions) => !isTooLarge(profile, sessions))
      .map((sessions) => ({
        dataset: { profile, sessions, seed: DATASET_SEED },
        stores: distinct([...(stores ?? CORE_STORES), ...(against ?? [])]),
        trials,
      })),
  );

/**
 * Sessions of the large profile, at most: 1,000 are a file of 150 MB. V8 has no string above 512 MB, which 3,500 reach,
 * and a run would be spent on copying files.
 */
export const LARGE_SESSIONS_MAX = 1_000;

export const isTooLarge = (profile: Profile, sessions: number): boolean =>
  profile === 'large' && sessions > LARGE_SESSIONS_MAX;

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
