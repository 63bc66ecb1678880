// How results are told: in a definition, where everything has a default, and in the header of a result file, with all of them.

import type { Claim, Target } from '../results/tests.ts';
import type { DefinitionWords } from '../results/words.ts';
import type { Definition } from './definition.ts';
import type { Section } from './section.ts';
import type { Role } from './subject.ts';
import { storeBelow, subjectNames } from './subjects.ts';

export interface Words {
  /** What one record is called, and several, such as ["note", "notes"]. Default: record, records. */
  readonly record?: readonly [one: string, many: string];
  /** The store that is to be proved. Default: the last one whose role is `store`, but for the baseline. */
  readonly candidate?: string;
  /** The one that it is compared with. Default: the first one, but for the candidate, or else the model. */
  readonly baseline?: string;
  /** The data on which promises are judged. Default: the first of the datasets. */
  readonly referenceProfile?: string;
  /** Of subjects, workloads, profiles and figures, in the order of a report. Default: their names, in the order of the definition. */
  readonly titles?: Readonly<Record<string, string>>;
  /** Stores inside a sentence, where it is not their title: "JSON files", of which there are many. */
  readonly phrases?: Readonly<Record<string, { readonly text: string; readonly isPlural: boolean }>>;
  /** Roles of what results name beside the subjects. */
  readonly roles?: Readonly<Record<string, Role | 'floor'>>;
  /** The floors of a store, the one that does nearest the same first. Default: those that work on its home. */
  readonly floors?: Readonly<Record<string, readonly string[]>>;
  /** Workloads that a page has charts of: how times grow, and how they are spread. Default: the first six. */
  readonly charts?: { readonly growth: readonly string[]; readonly spread: readonly string[] };
  /** What several processes share under load, such as "workspace". Default: store. */
  readonly home?: string;
  /** The title of a page: what is moved to what. Default: made of the name and the two stores. */
  readonly about?: string;
  /** What a run that verified everything has shown, as a sentence. Default: made of the two stores. */
  readonly verified?: string;
  /** Who promised what is claimed, such as ["the design document", "the document"]. Default: the definition. */
  readonly promisedBy?: readonly [inFull: string, inShort: string];
  /** What the floors do, and what else the targets need to be understood. */
  readonly notes?: { readonly floors?: string; readonly targets?: string };
  /** What somebody promised of the candidate. */
  readonly claims?: readonly Claim[];
  /** What it is to reach, in the report and in the gate. */
  readonly targets?: readonly Target[];
}

export function wordsOf(definition: Definition): DefinitionWords {
  const { name, subjects, datasets = {}, workloads = {}, words = {} } = definition;
  const names = Object.keys(subjects);
  const roles = Object.fromEntries(names.map((each) => [each, subjects[each]?.role ?? 'store'] as const));
  const stores = subjectNames(definition);
  const [first = ''] = stores;
  const candidate = words.candidate ?? stores.findLast((each) => each !== words.baseline) ?? first;
  // One store alone is compared with the model.
  const [other = candidate] = [
    ...stores.filter((each) => each !== candidate),
    ...subjectNames(definition, 'model'),
  ];
  const profiles = keysOf(datasets);
  const known = [...names, ...keysOf(workloads), ...profiles];
  return {
    record: ['record', 'records'],
    candidate,
    baseline: other,
    referenceProfile: profiles[0] ?? 'small',
    floors: floorsOf(definition),
    ...words,
    name,
    roles: { ...roles, ...words.roles },
    // In the order that was given, where one was.
    titles: { ...words.titles, ...Object.fromEntries(known.map((each) => [each, each])), ...words.titles },
  };
}

/** Of a part that a function brings they are not known yet. A report has them in this order. */
const keysOf = (section: Section<object>): string[] =>
  typeof section === 'function' ? [] : Object.keys(section);

function floorsOf(definition: Definition): Record<string, string[]> {
  const floors: Record<string, string[]> = {};
  for (const name of subjectNames(definition, 'floor')) {
    const below = storeBelow(definition, name);
    floors[below] = [...(floors[below] ?? []), name];
  }
  return floors;
}
