// Runs one check in a process of its own, with a bug planted into one file as that is loaded: node patched-child.ts JOB. Prints one line
// of JSON. Nothing of ours may be loaded before the hook is there.

import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { PatchedAnswer, PatchedJob } from './patched-process.ts';

const { plant, check, seed, checks } = JSON.parse(process.argv[2] ?? '') as PatchedJob;
let isLoaded = plant === null;

if (plant !== null) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.startsWith('file:') || fileURLToPath(url) !== plant.path) return loaded;
      isLoaded = true;
      return { ...loaded, source: String(loaded.source).replace(plant.from, () => plant.to) };
    },
  });
}

async function answer(): Promise<PatchedAnswer> {
  const { checkNamed } = (await import(checks)) as typeof import('../checks/checks.ts');
  const run = await checkNamed(check).catch((error: unknown) => String(error));
  if (typeof run === 'string') return { state: 'broken', detail: run };
  const found = await run(seed).catch((error: unknown) => `it threw: ${String(error)}`);
  if (!isLoaded) return { state: 'broken', detail: `${check} does not load the file` };
  return { state: found === null ? 'nothing' : 'found', detail: found ?? '' };
}

const told = await answer().catch(
  (error: unknown): PatchedAnswer => ({ state: 'broken', detail: String(error) }),
);
process.stdout.write(`${JSON.stringify({ ...told, detail: told.detail.slice(0, 500) })}\n`, () =>
  process.exit(0),
);
