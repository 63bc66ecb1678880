// The last line of a check that differs: the command that plays its operations again. Whoever reads a result file finds
// the command by it.

export const PLAY_AGAIN = 'To play them again: ';

/** The command in the detail of a check; undefined where it has none. */
export const playAgainIn = (detail: string): string | undefined =>
  detail
    .split('\n')
    .findLast((line) => line.startsWith(PLAY_AGAIN))
    ?.slice(PLAY_AGAIN.length);
