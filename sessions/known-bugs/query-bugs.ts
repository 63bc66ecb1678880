// Bugs in lists of sessions. Sequences must find them.

import { mutantSubject } from '../mutants/mutant.ts';
import { QUERY_MUTANTS } from '../mutants/query-mutants.ts';
import type { KnownBug } from './known-bug.ts';
import { operationsFor, saidBySequences } from './small-store.ts';

const RIGHT = { name: 'none', what: 'no bug' };

/** One that is a mutant already. */
const planted = (name: string, mutant: string, what: string, source: string): KnownBug => {
  const wrong = QUERY_MUTANTS.find((each) => each.name === mutant);
  if (wrong === undefined) throw new RangeError(`there is no mutant ${mutant}`);
  return {
    ...{ name, what, source, check: 'sequences', right: 'lists in memory' },
    look: (variant, scene) =>
      saidBySequences(mutantSubject(variant === 'wrong' ? wrong : RIGHT), scene, operationsFor(variant)),
  };
};

export const QUERY_BUGS: readonly KnownBug[] = [
  planted(
    'page skips ties',
    'page-skips-tie',
    'The next page begins behind the last sort key, so that records with the same key are on no page.',
    'leapmux/leapmux#287',
  ),
  planted(
    'times sorted as text',
    'order-by-text',
    'Timestamps are ordered as texts, although digits and offsets differ from one to the next.',
    'afreidah/s3-orchestrator#1206',
  ),
];
