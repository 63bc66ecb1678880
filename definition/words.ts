// How results are told, with every default filled in. It goes into the header of a result file.

import type { DefinitionWords } from '../contract/words.ts';
import type { Definition } from './definition.ts';
import type { Section } from './section.ts';
import { storeBelow, subjectNames } from './subjects.ts';

/**
 * Whatever is left out has a default: a record is a "record", names are their own titles, the candidate is the last store
 * and the baseline the first, the reference profile is the first, roles are those of the subjects.
 */
export type Words = Partial<Omit<DefinitionWords, 'name'>>;

export function wordsOf(definition: Definition): DefinitionWords {
  const { name, subjects, datasets = {}, workloads = {}, words = {} } = definition;
  const names = Object.keys(subjects);
  const roles = Object.fromEntries(names.map((each) => [each, subjects[each]?.role ?? 'store'] as const));
  const [first = '', ...others] = subjectNames(definition);
  // One store alone is compared with the model.
  const [model = first] = subjectNames(definition, 'model');
  const profiles = keysOf(datasets);
  const known = [...names, ...keysOf(workloads), ...profiles];
  return {
    record: ['record', 'records'],
    candidate: others.at(-1) ?? first,
    baseline: others.length === 0 ? model : first,
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
