// The order of the system calls of a durable write, by the model of power cuts: a few changes of the safe files, whose first write makes
// their folders as well.

import { checkCrashes } from '../../props/crash/check-crashes.ts';
import { shim } from '../../props/system-calls/shim.ts';
import { sessionSource } from '../source.ts';

const SEQUENCES = [['append'], ['create', 'append']];

/** Null as well where the calls cannot be traced. */
export async function powerCuts(seed: number): Promise<string | null> {
  const { library } = shim();
  if (library === null) return null;
  const { wrong, witnesses } = await checkCrashes(await sessionSource(), {
    ...{
      store: 'json-safe',
      library,
      sequences: SEQUENCES,
      models: ['strict'],
      subsets: 3,
      seed,
      isForFirst: true,
    },
  });
  const [first] = witnesses;
  return first === undefined ? null : `${Object.keys(wrong).join(', ')}: ${first.detail}`;
}

export const canCutPower = (): boolean => shim().library !== null;
