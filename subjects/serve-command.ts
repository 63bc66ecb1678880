// How one of our own stores is served, by itself: whoever asks needs nothing that starts it.

import { programFile } from '../contract/package-root.ts';

/** `name`: of a store in the registry. */
export const serveCommand = (name: string): string[] => [
  process.execPath,
  programFile('subjects/serve-process'),
  name,
];
