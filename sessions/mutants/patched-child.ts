// Runs one check in a process of its own, with a bug planted into one file as that is loaded: node patched-child.ts JOB. Prints one line
// of JSON. The hook came with the environment: nothing of ours is loaded before it.

import type { PatchedAnswer, PatchedJob } from './patched-process.ts';
import { isPlantLoaded } from './plant-hook.ts';

const { check, seed, checks } = JSON.parse(process.argv[2] ?? '') as PatchedJob;

async function answer(): Promise<PatchedAnswer> {
  const { checkNamed } = (await import(checks)) as typeof import('../checks/checks.ts');
  const run = await checkNamed(check).catch((error: unknown) => String(error));
  if (typeof run === 'string') return { state: 'broken', detail: run };
  const found = await run(seed).catch((error: unknown) => `it threw: ${String(error)}`);
  if (!isPlantLoaded()) return { state: 'broken', detail: `${check} does not load the file` };
  return { state: found === null ? 'nothing' : 'found', detail: found ?? '' };
}

const told = await answer().catch(
  (error: unknown): PatchedAnswer => ({ state: 'broken', detail: String(error) }),
);
process.stdout.write(`${JSON.stringify({ ...told, detail: told.detail.slice(0, 500) })}\n`, () =>
  process.exit(0),
);
