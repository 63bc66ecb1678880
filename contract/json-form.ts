// What JSON passes over in silence: a Map, a promise or a generator is {} to it, whatever is in it, and a function (a method that
// was not called) is nothing. Two of them would be alike, and what compares them would show nothing.

import { StoreError } from './errors.ts';

/** Throws E_USAGE for an object that JSON passes over. Not for what is in it. */
export function requireJsonForm(value: object): void {
  if (isPassedOver(value)) throw noJson(nameOf(value));
}

const noJson = (name: string): StoreError =>
  new StoreError(
    'E_USAGE',
    `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name} is no JSON value: answers and contents are compared as JSON`,
  );

/** The same of everything in a value, which must end somewhere. */
export function requireJsonForms(value: unknown): void {
  if (typeof value === 'function' || typeof value === 'symbol') throw noJson(typeof value);
  if (typeof value !== 'object' || value === null) return;
  requireJsonForm(value);
  if (hasOwnForm(value)) return;
  for (const member of Object.values(value)) requireJsonForms(member);
}

/** The same of what is large, in steps: two levels of it are its records. */
export function* jsonForms(value: unknown, levels = 2): Generator<void, void> {
  const isWalked = typeof value === 'object' && value !== null && !hasOwnForm(value) && levels > 0;
  if (!isWalked) return requireJsonForms(value);
  requireJsonForm(value);
  for (const member of Object.values(value)) {
    yield;
    yield* jsonForms(member, levels - 1);
  }
}

export const hasOwnForm = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

/** Collections, and whatever else has a class of its own and nothing that JSON could write. */
const isPassedOver = (value: object): boolean =>
  !Array.isArray(value) &&
  !isPlain(value) &&
  !ArrayBuffer.isView(value) &&
  !hasOwnForm(value) &&
  (value instanceof Map || value instanceof Set || Object.keys(value).length === 0);

/** Made by braces, or without a prototype, in whatever context. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag === 'Object' ? value.constructor.name : tag;
}
