// Values of options: text in, checked values out. A wrong one is a usage error that names the option.

import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Shard } from '../contract/shard.ts';

/** A commander parser for whole numbers in a range, both ends included. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };

/** A seed of any generator here: 32 bits. */
export const seedNumber: (text: string) => number = wholeNumber(0, 0xffff_ffff);

/** A commander parser for a path of shrinking, such as `0:3:1`. */
export function shrinkPath(text: string): string {
  if (!/^\d+(:\d+)*$/.test(text))
    throw new InvalidArgumentError('It must be numbers with colons between them.');
  return text;
}

/** A commander parser for an option that may be repeated, each value one of `words`; the default is replaced. */
export const oneOrMoreOf =
  (words: readonly string[]) =>
  (text: string, earlier: readonly string[] | undefined): readonly string[] => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return [...(earlier ?? []), text];
  };

/** A commander parser for words separated by commas, at least one. */
export function words(text: string): readonly string[] {
  const found = text.split(',').map((word) => word.trim());
  if (found.some((word) => word === ''))
    throw new InvalidArgumentError('It must be words separated by commas.');
  return found;
}

/** A commander parser for the name of a file or directory; answers its full path. An empty one would be the current directory. */
export function pathName(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return resolve(text);
}

/** A commander parser for a part of a run, such as `2/3`. */
export function shardName(text: string): string {
  const { number, of } = shardNamed(text);
  if (!/^\d+\/\d+$/.test(text) || number < 1 || number > of || of > SHARDS_MAX) {
    throw new InvalidArgumentError(
      `It must be the number of a shard and how many there are, such as 1/3, up to ${SHARDS_MAX}.`,
    );
  }
  return `${number}/${of}`;
}

const SHARDS_MAX = 1_000;

/** Of a name that {@link shardName} took; the whole run without one. */
export function shardNamed(name: string | undefined): Shard {
  const [number = 1, of = 1] = name?.split('/').map(Number) ?? [];
  return { number, of };
}

/** Of a verb that shows what it would do, and asks before it does it. */
export interface AskingFlags {
  readonly dryRun?: true;
  readonly yes?: true;
}

/** --dry-run, of a verb that asks: who wants to see what would be done cannot have agreed to it. */
export const dryRunOption = (description: string): Option =>
  new Option('--dry-run', description).conflicts('yes');
