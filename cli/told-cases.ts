// The verdicts of a gate for services that show them one by one: as JUnit XML where a file is wanted, and as annotations in
// a workflow of GitHub.

import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { annotations, type Case, junitXml } from '../reports/index.ts';
import type { Header } from '../results/result.ts';
import type { Context } from './context.ts';
import { makeFolder } from './make-folder.ts';

export interface ToldCases {
  /** What was judged: the name of their suite. */
  readonly kind: 'targets' | 'comparisons';
  /** The worst first. */
  readonly cases: readonly Case[];
  /** The whole verdict in one sentence, without its full stop. */
  readonly total: string;
  readonly header: Header;
}

interface Telling {
  /** The full path of the file. */
  readonly junit: string | undefined;
  /** Told already, and in the file as well. */
  readonly before?: readonly ToldCases[];
}

export function tellCases(
  context: Pick<Context, 'command'>,
  told: ToldCases,
  { junit, before = [] }: Telling,
): void {
  const { cases, total, header } = told;
  if (process.env.GITHUB_ACTIONS === 'true') {
    for (const line of annotations(cases, total)) context.command(line);
  }
  if (junit === undefined) return;
  makeFolder(dirname(junit));
  writeFileSync(
    junit,
    junitXml(
      [...before, told].map((each) => [each.kind, each.cases]),
      header,
    ),
  );
}
