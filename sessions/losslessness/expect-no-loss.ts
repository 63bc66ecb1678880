// One losslessness property in a test: the passages that once lost something first, then generated ones. A failure says what
// was lost, in the smallest passage that loses it, and how to play that one again and keep it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { laterWrites } from '../arbitraries/later-write.ts';
import { anyHome } from '../arbitraries/legacy-home.ts';
import type { Passage } from './losses.ts';
import { passageText, readPassage } from './passage-text.ts';

export interface LossCheck {
  /** Of the test. */
  readonly name: string;
  readonly lossOf: (passage: Passage) => Promise<string | null>;
  readonly runs: number;
  /** At most so many writes a passage. Default: none. */
  readonly writesMax?: number;
  /** With other files that come in the place of the first. Default: none. */
  readonly isOver?: boolean;
  /** Only ends what hangs: no busy processor makes a run wait so long. An incomplete run has failed. */
  readonly limitMs?: number;
}

const KEPT = join(import.meta.dirname, 'kept');
const LIMIT_MS = 1_500_000;

/** Whatever `lossOf` answers or throws is a loss; throws with the report of the smallest. */
export async function expectNoLoss({
  name,
  lossOf,
  runs,
  limitMs = LIMIT_MS,
  ...limits
}: LossCheck): Promise<void> {
  for (const file of readdirSync(KEPT).filter((each) => each.endsWith('.json'))) {
    const loss = await lossOf(readPassage(readFileSync(join(KEPT, file), 'utf8')));
    if (loss !== null) throw new Error(`kept/${file}: ${loss}`);
  }
  const losses = new Map<Passage, string>();
  const property = fc.asyncProperty(passages(limits), async (passage) => {
    const loss = await lossOf(passage).catch(String);
    if (loss !== null) losses.set(passage, loss);
    return loss === null;
  });
  const result = await fc.check(property, {
    numRuns: runs,
    ...replayed(),
    plugins: [fc.interruptAfterTimeLimit(limitMs)],
  });
  if (!result.failed && !result.interrupted) return;
  const [passage] = result.counterexample ?? [];
  throw new Error(
    passage === undefined
      ? `It was stopped after ${result.numRuns} of ${runs} runs.`
      : [
          losses.get(passage),
          `Again: LOSSLESSNESS_SEED=${result.seed} LOSSLESSNESS_PATH=${result.counterexamplePath} npm run unit -- sessions/losslessness -t '${name}'`,
          `To keep as sessions/losslessness/kept/NAME.json: ${passageText(passage)}`,
        ].join('\n'),
  );
}

export const passages = ({
  writesMax = 0,
  isOver = false,
}: Pick<LossCheck, 'writesMax' | 'isOver'>): fc.Arbitrary<Passage> =>
  fc.record({
    files: anyHome(),
    writes: laterWrites(writesMax),
    over: isOver ? fc.record({ files: anyHome(), replace: fc.boolean() }) : fc.constant(null),
  });

/** The one passage of a failure that was printed. */
function replayed(): fc.Parameters<[Passage]> {
  const { LOSSLESSNESS_SEED: seed, LOSSLESSNESS_PATH: path } = process.env;
  return seed === undefined || path === undefined ? {} : { seed: Number(seed), path, endOnFailure: true };
}
