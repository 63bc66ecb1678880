// What unlocked, non-atomic writing leaves of a session file, and what other programs do to it, until the app can no
// longer read it.

import fc from 'fast-check';

export interface Damage {
  readonly what: string;
  /** `file` in the app's own spelling, with a session at least; `place`: 0 to 999, of a thousand. */
  readonly damaged: (file: Buffer, place: number) => Buffer;
}

/** A session file as a shorter one that was written over a longer one leaves it. */
const withTail = (file: Buffer, place: number): Buffer => {
  const longer = Buffer.concat([file.subarray(0, -2), Buffer.from(','), file.subarray(1)]);
  const tailMin = longer.length - file.length;
  return Buffer.concat([
    file,
    longer.subarray(longer.length - Math.max(1, Math.ceil((tailMin * place) / 999))),
  ]);
};

const inText =
  (change: (text: string) => string) =>
  (file: Buffer): Buffer =>
    Buffer.from(change(file.toString()));

/** A quote in a value is escaped, so each of these stands for a key. */
const replaced = (pattern: string | RegExp, by: string): ((file: Buffer) => Buffer) =>
  inText((text) => text.replace(pattern, () => by));

const cut = (file: Buffer, place: number): Buffer =>
  file.subarray(0, 1 + Math.floor(((file.length - 2) * place) / 999));

const withByte = (file: Buffer, place: number): Buffer => {
  const at = Math.floor((file.length * place) / 1000);
  return Buffer.concat([file.subarray(0, at), Buffer.from([0xff]), file.subarray(at)]);
};

export const LIFELIKE_DAMAGE = {
  truncated: { what: 'cut off in the middle', damaged: cut },
  tail: { what: 'ends with the tail of a longer earlier write', damaged: withTail },
  utf8: { what: 'invalid UTF-8', damaged: withByte },
  bom: { what: 'starts with a byte order mark', damaged: inText((text) => `\ufeff${text}`) },
} as const satisfies Record<string, Damage>;

const DAMAGE: readonly Damage[] = [
  ...Object.values(LIFELIKE_DAMAGE),
  { what: 'zeros where blocks were never written', damaged: inText((text) => `${text}${'\0'.repeat(9)}`) },
  { what: 'null', damaged: () => Buffer.from('null') },
  { what: 'an object', damaged: inText((text) => `{"sessions": ${text}}`) },
  { what: 'a bracket too many', damaged: inText((text) => `${text}]`) },
  { what: 'a comma too many', damaged: inText((text) => `${text.slice(0, -1)},]`) },
  { what: 'a comment', damaged: inText((text) => `${text} // by hand`) },
  { what: 'a line separator behind the end', damaged: inText((text) => `${text}\u2028`) },
  { what: 'a known key twice', damaged: replaced('"id": ', '"id": "", "id": ') },
  { what: 'a required key missing', damaged: replaced('"task": ', '"tusk": ') },
  { what: 'a required key null', damaged: replaced(/"task": .*/, '"task": null,') },
  { what: 'a count with a fraction', damaged: replaced(/"timeoutSeconds": [^,]+/, '"timeoutSeconds": 1.0') },
  {
    what: 'a duration above u64',
    damaged: replaced(/"totalDuration": [^,]+/, '"totalDuration": 18446744073709551616'),
  },
  { what: 'a flag as a number', damaged: replaced(/"preserveWorktrees": [^,]+/, '"preserveWorktrees": 1') },
  { what: 'half a surrogate pair', damaged: replaced('"task": "', '"task": "\\ud83d') },
  { what: 'a raw control character', damaged: replaced('"task": "', '"task": "\0') },
];

/** Those of real files twice as often. */
export const aDamage: fc.Arbitrary<Damage> = fc.constantFrom(...DAMAGE, ...Object.values(LIFELIKE_DAMAGE));
export const aPlace: fc.Arbitrary<number> = fc.nat(999);
