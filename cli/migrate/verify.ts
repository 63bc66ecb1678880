// `ait42-migrate verify`: compares the session files with the database by content. Changes nothing.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { DeepReport } from '../../migrate/certificate/index.ts';
import { isDatabasePhase } from '../../migrate/live/phase.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';
import { sideBehind } from './behind.ts';
import { printCertificateCheck } from './certificate.ts';
import { readingDatabase } from './databases.ts';
import { phaseNow } from './files-lead.ts';
import { printVerification } from './findings.ts';
import { homeState } from './home-state.ts';
import { archiveOf, type HomeFlag, withHome } from './places.ts';
import { stages } from './stages.ts';

interface VerifyFlags extends HomeFlag {
  readonly deep?: true;
}

export const addVerify: AddVerb = (program, run) => {
  withHome(program.command('verify'))
    .description(
      'Compares every session of every file with the database, checks the archived originals against their ' +
        'digests and the database against its own. Each difference is named by file, session and JSON Pointer. In phases ' +
        'json and dual a session file that is gone is one.',
    )
    .option('--deep', 'also write every file again from the database in memory, and check the certificate')
    .examples([
      ['ait42-migrate verify', 'after an import, and whenever in doubt'],
      ['ait42-migrate verify --deep', 'everything that can be checked, in one command'],
    ])
    .action(run(verifyVerb));
};

async function verifyVerb(context: Context, { home, deep }: VerifyFlags): Promise<ExitCode> {
  const { phase } = await phaseNow(home);
  const isFileRequired = !isDatabasePhase(phase);
  const request = { home, archiveDir: archiveOf(home), isFileRequired, ...context.control };
  const state = homeState(home);
  if (deep) {
    context.progress.plan(stages('verifying', 'rewriting', 'checking'));
    const { verifyDeep } = await import('../../migrate/certificate/index.ts');
    const { report, behind } = await readingDatabase(home, async (store) => {
      const found = await verifyDeep({ ...request, store });
      return { report: found, behind: await sideBehind(home, store, { ...found.verification, phase }) };
    });
    const { certificate, ...rest } = report;
    const shown = certificate && { ...certificate, certificate: undefined };
    context.result({ home, state, behind, ...rest, certificate: shown });
    return printDeep(context, home, report);
  }
  const { verifyHome } = await import('../../migrate/index.ts');
  const { report, behind } = await readingDatabase(home, async (store) => {
    const found = await verifyHome({ ...request, store });
    return { report: found, behind: await sideBehind(home, store, { ...found, phase }) };
  });
  context.result({ home, state, behind, ...report });
  return printVerification(context, report);
}

/** The first code that is not 0, in the order of the checks. */
async function printDeep(context: Context, home: string, report: DeepReport): Promise<ExitCode> {
  const { certificateOf } = await import('../../migrate/certificate/index.ts');
  const { verification, certificate, filesRewritten, filesNotRewritten, filesWithoutLayout } = report;
  const compared = printVerification(context, verification);
  const rewritten = filesNotRewritten.length === 0 ? EXIT.ok : EXIT.differences;
  context.print(
    `Written again from the database alone: ${counted(filesRewritten, 'file')} byte for byte, ` +
      `${count(filesNotRewritten.length)} not.`,
  );
  for (const file of filesNotRewritten) context.print(visibleName(`  ${file}`));
  for (const file of filesWithoutLayout)
    context.print(
      visibleName(`  ${file}: too large to keep its layout; sessions equal, bytes in the archive`),
    );
  if (certificate === null) {
    context.print('No certificate. "ait42-migrate migrate" writes one when everything is verified.');
  }
  const certified =
    certificate === null ? EXIT.ok : printCertificateCheck(context, certificateOf(home), certificate);
  return [compared, rewritten, certified].find((code) => code !== EXIT.ok) ?? EXIT.ok;
}
