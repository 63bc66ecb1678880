// What an import and its verification amount to, for the last screen: from the same document that programs get.

import type { ImportReport, VerifyReport } from '../../migrate/index.ts';
import type { Fact } from '../../reports/render/screen/screen.ts';
import { count } from '../../reports/text/figures.ts';
import { counted } from '../counted.ts';
import type { CertifiedMigration } from './certificate.ts';

interface Migrated {
  readonly imported?: ImportReport;
  readonly verified?: VerifyReport;
  readonly certificate?: CertifiedMigration | null;
}

/** Empty for the result of any other verb. */
export function migrationFacts(result: unknown): Fact[] {
  const { imported, verified, certificate } = (result ?? {}) as Migrated;
  if (imported?.fileAccount === undefined || verified?.files === undefined) return [];
  const { read, imported: taken, unchanged, aside, refused } = imported.fileAccount;
  const compared = verified.files.filter(({ result: found }) => found !== 'unread');
  const sessions = compared.reduce((sum, { records }) => sum + records.sessions, 0);
  const differences = Object.values(verified.counts).reduce((sum, found) => sum + found, 0);
  return [
    {
      mark: refused > 0 ? 'bad' : 'good',
      name: 'every file',
      text: `${count(taken + unchanged)} of ${counted(read, 'file')} in the database, ${count(aside)} kept aside, ${count(refused)} refused`,
    },
    {
      mark: verified.isVerified ? 'good' : 'bad',
      name: 'nothing lost',
      text: verified.isVerified
        ? `${counted(sessions, 'session')} compared, no difference`
        : `${counted(sessions, 'session')} compared, ${counted(differences, 'finding')}`,
    },
    {
      mark: verified.isVerified ? 'good' : 'open',
      name: 'way back',
      text: `${counted(verified.originalsChecked, 'original')} kept byte for byte and checked`,
    },
    ...(certificate == null
      ? []
      : [
          {
            mark: 'good',
            name: 'certificate',
            text: `${certificate.isNew ? 'written' : 'unchanged'}, for whoever wants to check it later`,
          } as const,
        ]),
  ];
}
