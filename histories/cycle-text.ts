// A cycle in words: of each dependency what was seen that makes it one.

import type { Words } from './anomaly.ts';
import type { Edge } from './cycles.ts';
import { eachDependency, REALTIME, WR, WW } from './graph.ts';
import type { History } from './history.ts';

export function cycleText(history: History, words: Words, cycle: readonly Edge[]): string {
  return `each comes before the next, and the last before the first: ${cycle.map((edge) => edgeText(history, words, edge)).join('; ')}`;
}

function edgeText(history: History, words: Words, { from, to, kind }: Edge): string {
  const [first, second] = [words.transaction(from), words.transaction(to)];
  if (kind === REALTIME) return `${first} had ended before ${second} began`;
  let text = '';
  eachDependency(history, kind === WR ? to : from, (...[one, other, itsKind, operation]) => {
    if (text !== '' || one !== from || other !== to || itsKind !== kind) return;
    const list = words.key(history.keyAt(operation));
    if (kind === WW) {
      text = `${second} appended to ${list} behind ${words.element(history.targets.at(operation))}, which ${first} had appended`;
      return;
    }
    const length = history.lengths.at(operation);
    text =
      kind === WR
        ? `${second} read ${list} with ${length} values, and saw what ${first} appended`
        : `${first} read ${list} with ${length} values, and did not see what ${second} appended`;
  });
  return text;
}
