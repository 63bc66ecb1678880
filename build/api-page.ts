// Writes docs/api.md: every export of the package with what the library folder says of it and its declaration as the
// compiler gives it. The committed page is the record of the API: a test, and `npm run api:check`, fail while it and the
// sources differ, so no change of the API goes unseen (docs/versions.md).

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
export const PAGE: string = join(ROOT, 'docs', 'api.md');

const ENTRIES = [
  ['storeproof', 'library/storeproof.ts'],
  ['storeproof/definition', 'library/definition.ts'],
  ['storeproof/sessions', 'library/sessions.ts'],
  ['storeproof/migrate', 'library/migrate.ts'],
] as const;

export interface ExportedName {
  readonly name: string;
  /** What the library folder says of it; empty when it says nothing. */
  readonly about: string;
  /** The module that has it. */
  readonly from: string;
}

/** The page from the declarations in `types`. Throws for an export that has no text or no declaration. */
export function apiPage(types: string): string {
  const sections = ENTRIES.map(([specifier, file]) => {
    const names = exportsOf(readFileSync(join(ROOT, file), 'utf8'), dirname(file));
    return [`## ${specifier}`, ...names.map((exported) => entryOf(exported, types))].join('\n\n');
  });
  return `${INTRODUCTION}\n\n${sections.join('\n\n')}\n`;
}

const INTRODUCTION = `# The API

Made by \`npm run api\` from the declarations; do not edit. Durations are nanoseconds where a name ends in \`Ns\` and milliseconds where
it ends in \`Ms\`, sizes are bytes, times of sessions RFC 3339 texts. Functions fail with a \`StoreError\` whose \`code\` is stable
([errors.md](errors.md)). What may change with which version is in [versions.md](versions.md).`;

/** Names that a file of the library folder hands on, in its order. */
export function exportsOf(text: string, folder: string): ExportedName[] {
  return [...text.matchAll(/^export (?:type )?\{([\s\S]*?)\} from '([^']+)';/gm)].flatMap(
    ([, list = '', from = '']) =>
      [...list.matchAll(/(?:\/\*\*\s*([\s\S]*?)\s*\*\/\s*)?(?:type )?(\w+),/g)].map(
        ([, about = '', name = '']) => ({
          name,
          about: about.replaceAll(/\s*\n\s*\* ?/g, ' '),
          from: normalize(join(folder, from)).replaceAll('\\', '/'),
        }),
      ),
  );
}

function entryOf({ name, about, from }: ExportedName, types: string): string {
  if (about === '') throw new Error(`${name} has no text in the library folder`);
  return `### ${name}\n\n${about}\n\n\`\`\`ts\n${declarationOf(name, from, types)}\n\`\`\``;
}

/** Follows a module that only hands the name on. */
function declarationOf(name: string, from: string, types: string): string {
  const text = readFileSync(join(types, from.replace(/\.ts$/, '.d.ts')), 'utf8');
  const start = new RegExp(
    `^export (?:declare )?(?:abstract )?(?:async )?(?:const|function|class|interface|type) ${name}\\b`,
    'm',
  ).exec(text);
  if (start !== null) return withoutPrivates(statementAt(text, start.index));
  const handedOn = new RegExp(`^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`, 'm').exec(
    text,
  );
  if (handedOn?.[1] === undefined) throw new Error(`${name} is not declared in ${from}`);
  return declarationOf(name, normalize(join(dirname(from), handedOn[1])).replaceAll('\\', '/'), types);
}

/**
 * To the line that ends it: the compiler writes one statement after the other, and nests with four spaces. Lines like
 * `} | {` and `} | Name` end one member of a union before the next.
 */
export function statementAt(text: string, index: number): string {
  const [first = '', ...rest] = text.slice(index).split('\n');
  if (!/[{(]$/.test(first)) return first;
  const end = rest.findIndex((line) => /^[})](?:.*[;}])?$/.test(line));
  return [first, ...rest.slice(0, end + 1)].join('\n');
}

const withoutPrivates = (declaration: string): string =>
  declaration
    .split('\n')
    .filter((line) => !/^ {4}(private|protected|#)/.test(line))
    .join('\n')
    .replace(/^export (declare )?/, '');

if (process.argv[1] === import.meta.filename) {
  const page = apiPage(join(ROOT, 'dist', 'types'));
  if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
  else if (readFileSync(PAGE, 'utf8') !== page) {
    console.error(
      'docs/api.md is not what the declarations say. Run "npm run api", look at the change, commit it.',
    );
    process.exitCode = 1;
  }
}
