// Whether the machine was quiet, and what that does to the figures.

import type { MachineNote } from '../../machine.ts';
import type { Report } from '../../report.ts';
import { count } from '../../text/figures.ts';
import type { RunKind } from './run-kind.ts';
import type { Block } from './screen.ts';

/** Kinds of runs in which nothing is timed do not need a quiet machine. */
export const TIMED: readonly RunKind[] = ['proof', 'bench', 'load'];

export function machineBlock({ machine, tallies, timings }: Report, kind: RunKind): Block[] {
  if (machine === null || !TIMED.includes(kind)) return [];
  const open =
    kind === 'proof'
      ? tallies.undecided
      : timings.comparisons.filter(({ ratio }) => ratio !== null && isUndecided(ratio)).length;
  return [machineNoteBlock(machine, open)];
}

/** Nobody can tell from it which of the two is faster. */
const isUndecided = ({ low, high }: { low: number; high: number }): boolean => low < 1 && high > 1;

/** `trials`: what they got of it, told where figures are undecided. */
export function machineNoteBlock(
  { isBusy, sight }: MachineNote,
  open: number,
  trials: string | null = null,
): Block {
  const figures = `${count(open)} ${open === 1 ? 'figure' : 'figures'}`;
  const text = isBusy
    ? `BUSY (${sight}): ${open === 0 ? 'figures vary more than they should' : `${figures} undecided`}`
    : `quiet (${sight}): figures can be trusted${open === 0 ? '' : `; ${figures} undecided, more trials decide`}`;
  const foot = open === 0 || trials === null ? [] : [trials];
  return { title: 'MACHINE', tone: isBusy ? 'unsure' : 'good', text, foot };
}
