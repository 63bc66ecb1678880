// Plants a bug into one file as that is loaded, in this process and in those that it starts: loaded before anything else, by NODE_OPTIONS.

import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface Plant {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** The environment of a process that has the bug. The sources are what it is planted into, not what was built of them. */
export const planting = ({ path, from, to }: Plant): Readonly<Record<string, string>> => ({
  STOREPROOF_PLANT: JSON.stringify({ path, from, to }),
  STOREPROOF_SOURCES: '1',
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${import.meta.url}`.trim(),
});

const { STOREPROOF_PLANT } = process.env;
let isLoaded = STOREPROOF_PLANT === undefined;
/** Of this process; without a bug always. */
export const isPlantLoaded = (): boolean => isLoaded;

if (STOREPROOF_PLANT !== undefined) {
  const { path, from, to } = JSON.parse(STOREPROOF_PLANT) as Plant;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.startsWith('file:') || fileURLToPath(url) !== path) return loaded;
      isLoaded = true;
      return { ...loaded, source: String(loaded.source).replace(from, () => to) };
    },
  });
}
