// What was thrown, and where in code it comes from, for people who wrote that code: a stack is no text for them.

import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

export interface StackPlace {
  readonly file: string;
  /** `file:line:column`, or `file:line` of a syntax error, which is told above the stack. */
  readonly text: string;
}

/** The nearest first; without those within Node. */
export const stackPlaces = (error: Error): StackPlace[] =>
  [...(error.stack ?? '').matchAll(PLACE)].map(([, url, path = '', position = '']) => {
    const file = url === undefined ? path : fileURLToPath(url);
    return { file, text: `${file}${position}` };
  });

const PLACE =
  /(?:^|\(|at (?:async )?)(?:(file:\/\/[^():\n]+)|(\/[^():\n]+|[A-Za-z]:\\[^():\n]+))((?::\d+){1,2})\)?$/gm;

/** Whatever was thrown, for people: an object that is no error, too, of which there may be many. */
export function thrownText(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { readonly message?: unknown };
  if (typeof message === 'string') return message;
  return typeof thrown === 'object' ? inspect(thrown) : String(thrown);
}
