// How to repeat a run, in words that hold for every rendering.

import type { Report } from '../report.ts';
import { oneLine } from '../text/one-line.ts';

export interface Repetition {
  readonly command: string;
  readonly note: string;
}

export function repetition({ header }: Report): Repetition {
  const hasSeed = /--seed\b/.test(header.command);
  const isCommitted = /^[0-9a-f]{7,40}$/.test(header.revision);
  const changes = header.revision.endsWith('+changes') ? ' with uncommitted changes' : '';
  const revision =
    isCommitted || changes !== '' ? `revision ${header.revision.replace('+changes', '')}${changes}` : '';
  const at = [`version ${header.version}`, revision].filter((part) => part !== '').join(', ');
  return {
    command: oneLine(hasSeed ? header.command : `${header.command} --seed ${header.seed}`),
    note: `Made with ${at}. The seed ${header.seed} repeats data, order and checks; times differ from machine to machine.`,
  };
}
