// The last line of a check that differs: the command that plays its operations again. Whoever reads a result file finds
// the command by it.

export const PLAY_AGAIN = 'To play them again: ';

/** Of a check: with the command at its end, unless it stands there. */
export const detailWith = (detail: string, again: string | undefined): string =>
  again === undefined || detail.includes(again) ? detail : `${detail}\n${PLAY_AGAIN}${again}`;

/** The command in the detail of a check; undefined where it has none. */
export const playAgainIn = (detail: string): string | undefined =>
  detail
    .split('\n')
    .findLast((line) => line.startsWith(PLAY_AGAIN))
    ?.slice(PLAY_AGAIN.length);
