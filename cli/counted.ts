// A number with its noun: "1 difference", "2,048 differences".

import { count } from '../reports/text/figures.ts';

export const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
