// How long fast-check may make a counterexample smaller. The limits bound only that: they decide how small it gets, never
// whether there is one.

import fc from 'fast-check';

export interface ShrinkBounds {
  readonly attemptsMax: number;
  readonly durationMsMax: number;
}

export const SHRINK_BOUNDS: ShrinkBounds = { attemptsMax: 600, durationMsMax: 20_000 };

/** An interrupt after a time that counts from the first failure on. */
export const interruptShrinkingAfter =
  <T>(durationMsMax: number): fc.Plugin<T> =>
  (index, shared) => {
    let limit: fc.PluginInstance<T> | undefined;
    return {
      decorateRun: (run) => async (value) => {
        const outcome = await (limit?.decorateRun?.(run) ?? run)(value);
        if (outcome !== null) limit ??= fc.interruptAfterTimeLimit(durationMsMax)<T>(index, shared);
        return outcome;
      },
      onAllRunsComplete: (details) => limit?.onAllRunsComplete?.(details),
    };
  };
