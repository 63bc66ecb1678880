// Which sessions a query is about. Of the app are type, status, createdAt range by text (code point order), and text
// contained, lower-cased, in task, id or an instance's agent name; model, runtime and updatedAt range are beyond it.

import { refuseArgument } from './arguments.ts';
import { instantUs, UNKNOWN_INSTANT } from './instant.ts';
import { checkedObject, isText } from './query-arguments.ts';
import type { WorktreeSession } from './session.ts';
import { compareText } from './text-order.ts';

export interface SessionFilter {
  /** Any of these; absent: all. */
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  /** Any of these is the session's model, or that of one of its instances: an instance may run another one. */
  readonly models?: readonly string[];
  /** Any of these is the runtime of an instance, or in the session's runtimeMix: a record may have only one of the two. */
  readonly runtimes?: readonly string[];
  /** Inclusive, compared as text, as the app does. */
  readonly createdFrom?: string;
  readonly createdTo?: string;
  /** Inclusive, RFC 3339, compared as instants, as lists are sorted. An updatedAt that is no timestamp is in no range. */
  readonly updatedFrom?: string;
  readonly updatedTo?: string;
  readonly text?: string;
}

interface Rule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

const WORDS: Rule = {
  expected: 'an array of strings',
  holds: (value) => Array.isArray(value) && value.every(isText),
};
const TEXT: Rule = { expected: 'a string', holds: isText };
const INSTANT: Rule = {
  expected: 'an RFC 3339 timestamp',
  holds: (value) => isText(value) && instantUs(value) !== UNKNOWN_INSTANT,
};

const RULES: Readonly<Record<keyof SessionFilter, Rule>> = {
  types: WORDS,
  statuses: WORDS,
  models: WORDS,
  runtimes: WORDS,
  createdFrom: TEXT,
  createdTo: TEXT,
  updatedFrom: INSTANT,
  updatedTo: INSTANT,
  text: TEXT,
};

/** Throws E_ARGS. Unknown keys are ignored. */
export function checkedFilter(value: unknown, argument = 'filter'): SessionFilter {
  const filter = checkedObject(value, argument);
  const checked: Record<string, unknown> = {};
  for (const [key, { expected, holds }] of Object.entries(RULES)) {
    const given = filter[key] ?? null;
    if (given === null) continue;
    if (!holds(given)) refuseArgument({ argument, pointer: `/${key}` }, `expected ${expected}`);
    checked[key] = Array.isArray(given) ? [...given] : given;
  }
  return checked;
}

export function matchesFilter(session: WorktreeSession, filter: SessionFilter): boolean {
  if (filter.types !== undefined && !filter.types.includes(session.type)) return false;
  if (filter.statuses !== undefined && !filter.statuses.includes(session.status)) return false;
  if (filter.createdFrom !== undefined && compareText(session.createdAt, filter.createdFrom) < 0)
    return false;
  if (filter.createdTo !== undefined && compareText(session.createdAt, filter.createdTo) > 0) return false;
  if (filter.models !== undefined && !usesModel(session, filter.models)) return false;
  if (filter.runtimes !== undefined && !usesRuntime(session, filter.runtimes)) return false;
  if (!isUpdatedWithin(session.updatedAt, filter)) return false;
  return filter.text === undefined || containsText(session, filter.text.toLowerCase());
}

const isAmong = (words: readonly string[], word: string | null): boolean =>
  word !== null && words.includes(word);

const usesModel = ({ model, instances }: WorktreeSession, models: readonly string[]): boolean =>
  isAmong(models, model) || instances.some((instance) => isAmong(models, instance.model));

const usesRuntime = ({ runtimeMix, instances }: WorktreeSession, runtimes: readonly string[]): boolean =>
  runtimeMix?.some((runtime) => runtimes.includes(runtime)) === true ||
  instances.some((instance) => isAmong(runtimes, instance.runtime));

function isUpdatedWithin(updatedAt: string, { updatedFrom, updatedTo }: SessionFilter): boolean {
  if (updatedFrom === undefined && updatedTo === undefined) return true;
  const at = instantUs(updatedAt);
  if (at === UNKNOWN_INSTANT || (updatedFrom !== undefined && at < instantUs(updatedFrom))) return false;
  return updatedTo === undefined || at <= instantUs(updatedTo);
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
