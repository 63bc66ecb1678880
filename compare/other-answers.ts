// Where the work of two sides differs first: the call, and the place in its answer. Texts stay out of it, as of all reports.

import { differences } from '../contract/differences.ts';

/** Of the same calls, as JSON; the last one is what they left behind. As the end of a sentence. */
export function otherAnswers(base: readonly string[], head: readonly string[]): string {
  if (base.length !== head.length) return `base makes ${base.length - 1} calls, head ${head.length - 1}`;
  const at = base.findIndex((answer, call) => answer !== head[call]);
  const [left, right] = [base[at], head[at]].map((answer) => JSON.parse(answer ?? 'null') as unknown);
  const [first] = differences(left, right);
  if (first === undefined) return 'their answers differ, and not when they are asked once more';
  const where =
    at === base.length - 1
      ? 'what the calls left behind'
      : `the answer of call ${at + 1} of ${base.length - 1}`;
  const place = first.pointer === '' ? '' : ` at ${shortened(first.pointer)}`;
  const [of, and] = [left, right].map((value) => kindOf(valueAt(value, first.pointer)));
  return `${where} differs first${place}: ${of} in base, ${and} in head`;
}

const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, key) =>
        (at as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
      value,
    );

/** A figure is no secret; of all else it says how large it is. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

const POINTER_MAX = 80;

const shortened = (pointer: string): string =>
  pointer.length <= POINTER_MAX ? pointer : `${pointer.slice(0, POINTER_MAX)}…`;
