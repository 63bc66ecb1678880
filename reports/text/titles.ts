// Names of a result file and what they are called. A name may be anything, "toString" and "__proto__" too, and then has
// no title of its own.

export type Titles<T> = Readonly<Record<string, T>>;

/** Undefined for a name that is not listed. */
export const titleIn = <T>(titles: Titles<T>, name: string): T | undefined =>
  Object.hasOwn(titles, name) ? titles[name] : undefined;
