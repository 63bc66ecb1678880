// What people and agents write to each other: tasks, chat messages, and the names that occur in them.

import type { Random } from '../../statistics/random.ts';
import { ADJECTIVES, CONNECTIVES, DIRECTORIES, EXTENSIONS, NOUNS, VERBS, WRITTEN_SIGNS } from './english.ts';
import { japaneseSentence } from './japanese.ts';
import { Zipf } from './zipf.ts';

const nouns = new Zipf(NOUNS);
const verbs = new Zipf(VERBS);
const adjectives = new Zipf(ADJECTIVES);
const connectives = new Zipf(CONNECTIVES);
const directories = new Zipf(DIRECTORIES);

export const noun = (random: Random): string => nouns.draw(random);
export const verb = (random: Random): string => verbs.draw(random);

/** Such as `resolveSessionPath`. */
export function identifier(random: Random): string {
  const second = random.chance(0.5) ? capitalised(noun(random)) : '';
  return `${verb(random)}${capitalised(noun(random))}${second}`;
}

/** Such as `src/hooks/session-cache.ts`. */
export const sourcePath = (random: Random): string =>
  `${directories.draw(random)}/${noun(random)}-${noun(random)}.${random.pick(EXTENSIONS)}`;

export function englishSentence(random: Random): string {
  const words: string[] = [];
  const clauses = random.integer(1, 3);
  for (let clause = 0; clause < clauses; clause++) {
    if (clause > 0) words.push(connectives.draw(random));
    words.push(verb(random), connectives.draw(random));
    if (random.chance(0.6)) words.push(adjectives.draw(random));
    words.push(random.chance(0.15) ? `\`${identifier(random)}\`` : noun(random));
  }
  return `${capitalised(words.join(' '))}${random.pick(['.', '.', '.', ':', '?'])}`;
}

export interface ProseOptions {
  readonly isJapanese: boolean;
  /** About this many characters: sentences are added until they are reached. */
  readonly length: number;
}

export function prose(random: Random, { isJapanese, length }: ProseOptions): string {
  const sentences: string[] = [];
  let written = 0;
  while (written < length) {
    const sentence = isJapanese ? japaneseSentence(random) : englishSentence(random);
    sentences.push(sentence);
    written += sentence.length + 1;
  }
  return sentences.join(isJapanese ? '' : ' ');
}

/** A chat message: prose, sometimes with a path, code or a sign beyond Latin-1. */
export function messageText(random: Random, isJapanese: boolean, planted: readonly string[]): string {
  const parts = [prose(random, { isJapanese, length: random.integer(40, isJapanese ? 120 : 210) })];
  if (random.chance(0.2)) parts.push(`See ${sourcePath(random)}:${random.integer(1, 900)}.`);
  if (random.chance(0.08)) parts.push(`\`\`\`ts\nconst ${noun(random)} = ${identifier(random)}();\n\`\`\``);
  if (random.chance(0.1)) parts.push(random.pick(WRITTEN_SIGNS));
  for (const word of planted) parts.push(isJapanese ? `${word}。` : `(${word})`);
  return parts.join(' ');
}

export const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
