// Writes sql.ts: the texts of the typed queries, so that nobody who uses the store loads or runs the query builder.
// Run it after any change of queries.ts or tables.ts: node impl-sqlite/write-sql.ts

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parameter, QUERIES } from './queries.ts';

/** Texts whose places take the parameters one after the other. */
export function sqlTexts(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(QUERIES).map(([name, { compiled, arity }]) => {
      // What the query itself holds, a limit of one, stands in the text.
      const parts = compiled.sql.split('?');
      let text = parts[0] ?? '';
      const order: number[] = [];
      for (const [index, value] of compiled.parameters.entries()) {
        if (value instanceof Parameter) order.push(value.index);
        text += (value instanceof Parameter ? '?' : constant(value)) + (parts[index + 1] ?? '');
      }
      const isInOrder = order.length === arity && order.every((place, index) => place === index);
      if (!isInOrder) throw new TypeError(`the query "${name}" takes its parameters in another order`);
      return [name, text];
    }),
  );
}

function constant(value: unknown): string {
  if (typeof value === 'number') return String(value);
  throw new TypeError('a query holds a constant that is no number: bind it');
}

if (import.meta.main) {
  const entries = Object.entries(sqlTexts()).map(
    ([name, text]) => `  ${JSON.stringify(name)}: ${JSON.stringify(text)},`,
  );
  const source = `// Made by write-sql.ts from queries.ts, where every query is checked by the compiler. Not to be edited.

import type { QueryName } from './queries.ts';

export const SQL: Readonly<Record<QueryName, string>> = {
${entries.join('\n')}
};
`;
  writeFileSync(join(import.meta.dirname, 'sql.ts'), source);
}
