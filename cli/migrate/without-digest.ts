// Rows that another program wrote without a digest: counted and named, for they are no damage and no check covers them.

import type { CheckReport } from '../../impl-sqlite/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';

/** `shown`: how many are named. Default: all that the report names. */
export function printWithoutDigest(
  context: Context,
  found: CheckReport['withoutDigest'],
  shown?: number,
): void {
  if (found === undefined) return;
  const { rows, places } = found;
  context.print(
    `${counted(rows, 'row')} without a digest: another program wrote them, and nothing tells whether they have changed since.`,
  );
  const named = places.slice(0, shown);
  for (const place of named) context.print(`  ${place}`);
  if (rows > named.length) context.print(`  and ${count(rows - named.length)} more`);
}
