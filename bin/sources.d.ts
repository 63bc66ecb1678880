/** The file, below the root, in which a build records the state of the sources that it was made from. */
export const BUILT_FROM: string;
/** Changes whenever a source of the tools is changed, added or removed. */
export function sourcesState(root: string): string;
/** Whether `dist` was made from the sources as they are now. */
export function isBuildCurrent(root: string): boolean;
