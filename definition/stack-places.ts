// Where in code an error comes from, for people who wrote that code: a stack is no text for them.

import { fileURLToPath } from 'node:url';

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
