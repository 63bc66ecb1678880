// What makes two result files parts of the same run: which sources, which definition, what was chosen; and on which kind of
// machine they were made, on which figures depend and checks do not.

import { digestOfText } from '../contract/digest.ts';
import type { Header } from './result.ts';
import { wordsSchema } from './words.ts';

/** What is measured, and where. */
export type Subject = Pick<
  Header,
  'version' | 'revision' | 'definitionRevision' | 'definition' | 'environment'
>;

/** How another subject differs, for people; null when it is the same. */
export function otherSubject(one: Subject, other: Subject): string | null {
  const [was, is] = [placeOf(one), placeOf(other)];
  const name = Object.keys(was).find((key) => was[key] !== is[key]);
  return name === undefined ? null : `${name} is ${was[name]} in the run and ${is[name]} here`;
}

const placeOf = (subject: Subject): Readonly<Record<string, string>> => ({
  ...sourcesIn(subject),
  machine: machineOf(subject),
});

/** What must be the same in all files that are read together, in words for people. */
export function sourcesIn(header: Omit<Subject, 'environment'>): Readonly<Record<string, string>> {
  const { version, revision, definitionRevision, definition } = header;
  return {
    version,
    revision: sourcesOf(revision),
    'revision of the definition': sourcesOf(definitionRevision ?? 'none'),
    definition: `${definition.name} (${digestOfText(JSON.stringify(wordsSchema.parse(definition))).slice(0, DIGITS)})`,
  };
}

/** And in all shards of a run. */
export function identityOf(header: Header): Readonly<Record<string, string>> {
  const { seed, options, shard } = header;
  return {
    ...sourcesIn(header),
    verb: verbOf(header),
    seed: String(seed),
    'number of shards': String(shard?.of ?? 1),
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)])),
  };
}

/** Which verb made it. */
export const verbOf = ({ command }: Pick<Header, 'command'>): string =>
  /^(?:node \S+|(?:npx )?storeproof) ([a-z]+)/.exec(command)?.[1] ?? 'run';

const DIGITS = 12;

/** The same for the same run, whoever reads it; of parts of a run, each has its own. */
export const runDigest = (header: Header): string =>
  digestOfText(
    JSON.stringify([identityOf(header), header.startedAt, header.shard ?? null, machineOf(header)]),
  ).slice(0, DIGITS);

/** The machine and what ran on it. */
export const machineOf = ({ environment }: Pick<Header, 'environment'>): string =>
  `${machineKind({ environment })}, ${versionsOf({ environment })}`;

/** Figures of two machines of one kind can be put into one row. */
export const machineKind = ({ environment }: Pick<Header, 'environment'>): string =>
  `${computerOf({ environment })}, ${environment.fileSystem}`;

/** Wherever on it the stores were. */
export function computerOf({ environment }: Pick<Header, 'environment'>): string {
  const { platform, architecture, cpuModel, cpuCount } = environment;
  // Without the release of the system's kernel, which changes from week to week.
  const [system = ''] = platform.split(' ');
  return `${cpuModel}, ${cpuCount} ${cpuCount === 1 ? 'core' : 'cores'}, ${system} ${architecture}`;
}

export const versionsOf = ({ environment: { nodeVersion, versions } }: Pick<Header, 'environment'>): string =>
  [`Node ${nodeVersion}`, ...Object.entries(versions).map((each) => each.join(' '))].join(', ');

/**
 * Whether two revisions are known to be of different sources. Files that git does not follow are no difference, for results
 * are such files; and nothing is known of what is no commit.
 */
export function isOtherRevision(one: string, other: string): boolean {
  return [one, other].every((text) => COMMIT.test(text)) && sourcesOf(one) !== sourcesOf(other);
}

const COMMIT = /^[0-9a-f]{40}/;

/** Without the mark of files that git does not follow. */
const sourcesOf = (revision: string): string => revision.replace(/\+changes$/, '');
