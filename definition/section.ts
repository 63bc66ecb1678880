// A part of a definition, given as it is or as a function that brings it. A part that takes long to load, such as the
// arbitraries of fast-check, is then loaded only by the engine that needs it: a process that times a store has nothing else in it.

export type Section<T> = T | (() => T | Promise<T>);

/** A section is data: none of ours is a function itself. */
export const sectionOf = async <T extends object>(section: Section<T>): Promise<T> =>
  typeof section === 'function' ? (section as () => T | Promise<T>)() : section;
