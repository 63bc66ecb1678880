// `ait42-migrate check`: looks for damage in the database. Changes nothing.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';
import { readingDatabase } from './databases.ts';
import { databaseOf, type HomeFlag, withHome } from './places.ts';
import { printWithoutDigest } from './without-digest.ts';

export const addCheck: AddVerb = (program, run) => {
  withHome(program.command('check'))
    .description(
      'Checks the structure of the database and every stored value against its digest, so that a flipped bit is ' +
        'found which SQLite itself calls fine.',
    )
    .examples([['ait42-migrate check', 'is the database sound?']])
    .action(run(checkVerb));
};

async function checkVerb(context: Context, { home }: HomeFlag): Promise<ExitCode> {
  context.progress.begin('looking for damage');
  const { findings, sessions, withoutDigest } = await readingDatabase(home, (store) => store.check());
  context.result({
    ...{ file: databaseOf(home), isSound: findings.length === 0, sessions, findings },
    withoutDigest: withoutDigest ?? { rows: 0, places: [] },
  });
  if (findings.length === 0) {
    context.print(`${databaseOf(home)}: sound, ${counted(sessions, 'session')}.`);
    printWithoutDigest(context, withoutDigest);
    return EXIT.ok;
  }
  context.print(`${databaseOf(home)}: DAMAGED, ${counted(findings.length, 'finding')}.`);
  for (const { place, problem } of findings) context.print(visibleName(`  ${place}: ${problem}`));
  printWithoutDigest(context, withoutDigest);
  if (findings.some(({ problem }) => isWrongNumber(problem))) {
    context.print(
      'Where another program changed the rows and none is lost, only the number is wrong: the UPDATE of instance_count and ' +
        'message_count in docs/schema.md, "Writing from another program", sets it right.',
    );
  }
  context.print(
    'Keep the file. "ait42-migrate repair" rebuilds it from what is sound; "ait42-migrate restore" takes a backup.',
  );
  return EXIT.corruption;
}

const isWrongNumber = (problem: string): boolean => /^rows in \w+ are missing or too many$/.test(problem);
