// Where what a gate judges stands in files of the user's: for annotations, which name a file and a line of the repository.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { IS_CHECKOUT, PACKAGE_ROOT } from '../contract/package-root.ts';
import { type Place, targetLine, workloadLine } from '../reports/index.ts';

/** Of the targets in a file, by their ids. */
export function targetPlaces(file: string | undefined): (id: string) => Place | undefined {
  if (file === undefined) return () => undefined;
  const text = textOf(file);
  return (id) => placeIn(file, targetLine(text, id));
}

/** Without a line where nothing was found. A file that cannot be read has none: it is nothing to fail for. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** As the build server names files: from the root of the checkout. Undefined of what is no part of it. */
function placeIn(file: string, line: number | undefined): Place | undefined {
  const { GITHUB_WORKSPACE, CI_PROJECT_DIR } = process.env;
  const path = relative(GITHUB_WORKSPACE ?? CI_PROJECT_DIR ?? process.cwd(), resolve(file)).replaceAll(
    '\\',
    '/',
  );
  return path.startsWith('..') ? undefined : { file: path, ...(line !== undefined && { line }) };
}

/** Of the workloads of a definition, by their names: in its module or one beside it that is about them; of the session stores in theirs. */
export function workloadPlaces(config: string | undefined): (operation: string) => Place | undefined {
  const files = config === undefined ? sessionWorkloads() : [config, ...importedFor(config)];
  const texts = files.map((file) => ({ file, text: textOf(file) }));
  return (operation) => {
    for (const { file, text } of texts) {
      const line = workloadLine(text, operation);
      if (line !== undefined) return placeIn(file, line);
    }
    return config === undefined ? undefined : placeIn(config, undefined);
  };
}

const WORKLOADS = join(PACKAGE_ROOT, 'sessions', 'workloads');

/** A published package has none. The list of them, which comes last, says less than what they are. */
const sessionWorkloads = (): string[] =>
  (IS_CHECKOUT ? readdirSync(WORKLOADS) : [])
    .filter((name) => !name.endsWith('.test.ts'))
    .toSorted((one, other) => Number(/registry/.test(one)) - Number(/registry/.test(other)))
    .map((name) => join(WORKLOADS, name));

const importedFor = (config: string): string[] =>
  [...textOf(config).matchAll(/from\s+['"](\.{1,2}\/[^'"]*workload[^'"]*)['"]/gi)].map(([, path = '']) =>
    resolve(dirname(config), path),
  );
