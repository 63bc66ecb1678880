// Words put into the chats on purpose, so that a search has the same selectivity at every size: a rare word, a word
// in half of all messages, words that share a beginning, and Japanese text. The vocabulary holds none of them.

export interface PlantedWords {
  /** In one session of 100. */
  readonly rare: string;
  /** In every second message. */
  readonly common: string;
  /** One of these, in turn, in one session of 20; all start with `prefix`. */
  readonly sharingPrefix: readonly string[];
  /** What to search for with a `*` behind it. */
  readonly prefix: string;
  /** Japanese, in one session of 50. */
  readonly japanese: string;
}

const LATIN: PlantedWords = {
  rare: 'heliotrope',
  common: 'checkpoint',
  sharingPrefix: ['throttle', 'throttled', 'throttling', 'throttler'],
  prefix: 'throttl',
  japanese: '蛍光灯',
};

const JAPANESE: PlantedWords = {
  rare: '碧瑠璃',
  common: '検証',
  sharingPrefix: ['鑑定', '鑑賞', '鑑識', '鑑別'],
  prefix: '鑑',
  japanese: '蛍光灯',
};

export const plantedWords = (profile: string): PlantedWords => (profile === 'japanese' ? JAPANESE : LATIN);

/** The planted words of one message; most have none. */
export function plantedIn(words: PlantedWords, sessionIndex: number, messageIndex: number): string[] {
  const planted: string[] = [];
  if (messageIndex % 2 === 1) planted.push(words.common);
  if (messageIndex === 2 && sessionIndex % 100 === 7) planted.push(words.rare);
  if (messageIndex === 4 && sessionIndex % 20 === 3) {
    const turn = Math.floor(sessionIndex / 20) % words.sharingPrefix.length;
    planted.push(words.sharingPrefix[turn] as string);
  }
  if (messageIndex === 6 && sessionIndex % 50 === 5) planted.push(words.japanese);
  return planted;
}
