import { expect, test } from 'vitest';
import { sessions } from '../sessions/definition.ts';

import { isRepeatable } from './strict-options.ts';
import { Verb } from './verb.ts';
import { benchVerb } from './verbs/bench.ts';
import { loadVerb } from './verbs/load.ts';

test('an option that says it is repeatable may be given more than once', async () => {
  const program = new Verb();
  program.enablePositionalOptions();
  const underTest = { definition: sessions, url: '', config: undefined };
  for (const verb of [benchVerb, loadVerb]) (await verb(underTest))(program, () => () => Promise.resolve());
  const told = program.commands
    .flatMap(({ options }) => options)
    .filter(({ description }) => /\brepeatable\b/.test(description));
  expect(told.map(({ long }) => long)).toContain('--mix');
  expect(told.filter((option) => !isRepeatable(option)).map(({ long }) => long)).toEqual([]);
});
