// How to repeat a run, in words that hold for every rendering.

import type { Report } from '../report.ts';
import { oneLine } from '../text/one-line.ts';

export interface Repetition {
  readonly command: string;
  readonly note: string;
}

export function repetition({ header }: Pick<Report, 'header'>): Repetition {
  const { command, seed } = header;
  // Words behind -- are those of a program.
  const [own = '', ...program] = command.split(/(?= -- )/);
  const hasSeed = /--seed\b/.test(own);
  const at = header.revision === 'unknown' ? '' : `, revision ${revisionText(header.revision)}`;
  return {
    command: oneLine(hasSeed ? command : [own, ` --seed ${seed}`, ...program].join('')),
    note: oneLine(
      `Made with version ${header.version}${at}. The seed ${seed} repeats data, order and checks; times differ from machine to machine.`,
    ),
  };
}

/** A hash is told by its first 12 digits. */
const revisionText = (revision: string): string =>
  oneLine(revision)
    .replace(/^([0-9a-f]{12})[0-9a-f]+/, '$1')
    .replace(/\+changes(?:\.[0-9a-f]+)?$/, ' with uncommitted changes');
