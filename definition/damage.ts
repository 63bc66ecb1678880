// Which files of a store may be damaged, and what is then promised. Whether a store finds damage itself, `faults.damage` asks it.

/**
 * `log`: it grows with each change and is read from its beginning: whatever happens to it, the store holds what it held after the last change
 * that lay before the first damaged byte. `data`: no answer is silently wrong: it is refused, the store's own check says so, or it is
 * right. `plain`: nothing tells that a file with another byte is not the right one; what cannot be read is refused.
 */
export type DamagePromise = 'log' | 'data' | 'plain';

/** By store: how the name of the file ends. */
export type DamageDefinition = Readonly<Record<string, Readonly<Record<string, DamagePromise>>>>;
