// Sentences that several renderings share.

import { nextStep, notComparedLines, openReasons, sameCommitText, sureText } from '../compared/words.ts';
import { type Names, namesIn } from '../names.ts';
import { type Report, tallied } from '../report.ts';
import { count } from '../text/figures.ts';

export interface InsteadNote {
  /** Claims of which it is true. */
  readonly ids: readonly string[];
  readonly text: string;
}

/** What holds where promises do not, each text once. */
export function insteadNotes({ claims }: Report): InsteadNote[] {
  const ids = new Map<string, string[]>();
  for (const { claim, instead } of claims) {
    if (instead !== null) ids.set(instead, [...(ids.get(instead) ?? []), claim.id]);
  }
  return [...ids].map(([text, those]) => ({ ids: those, text }));
}

/** What stands under the table of base against head: the two sides, how sure it is, and why what is open is. */
export function comparedNotes({ compared, header, machine }: Report): string[] {
  if (compared === null) return [];
  const { base = '', head = '' } = compared.comparing ?? header.options;
  const names = namesIn({ header });
  const same = sameCommitText(base, head);
  return [
    `Base: ${base}. Head: ${head}. Effects are of head over base, with their 98% intervals.`,
    ...(same === null ? [] : [same]),
    ...sureText(compared),
    ...notComparedLines(compared, names, null).map(({ name, text }) => `Not compared, ${name}: ${text}.`),
    ...openReasons(compared, names),
    ...nextStep(compared, machine?.isBusy === true, header.options.budgetSeconds),
  ];
}

/** Without its full stop: pages say more. */
export const ratioText = (names: Names): string =>
  `Ratio: how many times as good as ${names.phrase(names.baseline)} (as fast, as small, as many a second), with its 95% interval`;

/** "13 targets: 5 hold, 2 do not, 1 unclear, 5 not measured in full." */
export function targetsText({ targets }: Report): string {
  const tallies = tallied(targets);
  return (
    `${count(targets.length)} targets: ${count(tallies.holds)} hold, ${count(tallies.fails)} do not, ` +
    `${count(tallies.undecided)} unclear, ${count(tallies.unmeasured)} not measured in full.`
  );
}

/** Where both are close to each other nobody asks. */
const STEADY_FACTOR = 2;

/** Why one p99 is so much longer than the other; empty where none is. */
export function steadyText({ loads }: Report): string {
  const isFar = loads.some(({ arrival = 'closed', operations }) =>
    operations.some(
      ({ latencyNsP99, steadyNsP99 }) =>
        arrival === 'closed' &&
        (steadyNsP99 ?? 0) > STEADY_FACTOR * (latencyNsP99 ?? Number.POSITIVE_INFINITY),
    ),
  );
  return isFar
    ? '"p99, steady" counts the calls, too, that were due while a process waited for a long one: one long wait among few calls makes it.'
    : '';
}
