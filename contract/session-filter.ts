// Which sessions a query is about. Filtering is the app's: type, status, createdAt range by text (code point order), and
// text contained, lower-cased, in task, id or an instance's agent name.

import { refuseArgument } from './arguments.ts';
import { checkedObject, isText } from './query-arguments.ts';
import type { WorktreeSession } from './session.ts';
import { compareText } from './text-order.ts';

export interface SessionFilter {
  /** Any of these; absent: all. */
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  /** Inclusive, compared as text. */
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly text?: string;
}

/** Throws E_ARGS. Unknown keys are ignored. */
export function checkedFilter(value: unknown, argument = 'filter'): SessionFilter {
  const filter = checkedObject(value, argument);
  const checked: { -readonly [K in keyof SessionFilter]: SessionFilter[K] } = {};
  for (const key of ['types', 'statuses'] as const) {
    const words = filter[key] ?? null;
    if (words === null) continue;
    if (!Array.isArray(words) || !words.every(isText)) {
      refuseArgument({ argument, pointer: `/${key}` }, 'expected an array of strings');
    }
    checked[key] = [...words];
  }
  for (const key of ['createdFrom', 'createdTo', 'text'] as const) {
    const text = filter[key] ?? null;
    if (text === null) continue;
    if (!isText(text)) refuseArgument({ argument, pointer: `/${key}` }, 'expected a string');
    checked[key] = text;
  }
  return checked;
}

export function matchesFilter(session: WorktreeSession, filter: SessionFilter): boolean {
  if (filter.types !== undefined && !filter.types.includes(session.type)) return false;
  if (filter.statuses !== undefined && !filter.statuses.includes(session.status)) return false;
  if (filter.createdFrom !== undefined && compareText(session.createdAt, filter.createdFrom) < 0)
    return false;
  if (filter.createdTo !== undefined && compareText(session.createdAt, filter.createdTo) > 0) return false;
  return filter.text === undefined || containsText(session, filter.text.toLowerCase());
}

/** Whether task, id or an agent name holds the text; `lowered` is in lower case already. */
export function containsText(
  session: { task: string; id: string; instances: readonly { agentName: string }[] },
  lowered: string,
): boolean {
  return (
    session.task.toLowerCase().includes(lowered) ||
    session.id.toLowerCase().includes(lowered) ||
    session.instances.some((instance) => instance.agentName.toLowerCase().includes(lowered))
  );
}
