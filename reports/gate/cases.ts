// What a gate says of each target, as cases for services that show verdicts one by one, the worst first.

import type { Case, Place } from '../export/case.ts';
import type { GateResult, JudgedTarget } from './gate.ts';
import { ordered } from './summary.ts';

/** `placeOf`: where a target of that id stands. */
export const targetCases = ({ targets }: GateResult, placeOf: (id: string) => Place | undefined): Case[] =>
  ordered(targets).map((target) => targetCase(target, placeOf(target.id)));

function targetCase(judged: JudgedTarget, place: Place | undefined): Case {
  const { title, asked, found, why, because, verdict, isInformational } = judged;
  const told = [`Asked: ${asked}.`, `Found: ${found === '' ? 'nothing' : found}.`, why, ...because]
    .filter((text) => text !== '')
    .join('\n');
  const common = { name: `${title}: ${asked}`, ...(place !== undefined && { place }) };
  if (verdict === 'pass') return { ...common, outcome: 'passed', message: '' };
  if (isInformational) {
    return { ...common, outcome: 'skipped', message: `Without a vote.\n${told}`, isQuiet: true };
  }
  return verdict === 'fail'
    ? { ...common, outcome: 'failed', type: 'threshold', message: told }
    : { ...common, outcome: 'skipped', message: `Cannot tell.\n${told}` };
}
