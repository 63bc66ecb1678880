// Which backups a rotation removes, as a table: of seven days the last of each stays, and of four weeks.

import { expiredBackups } from '../../impl-sqlite/backup-rotation.ts';
import { unless } from './checker.ts';

const NOW = new Date('2025-11-20T12:00:00Z');
const named = (day: string, time = '100000'): string => `sessions-202511${day}-${time}.db`;

export function backupsToRemove(): string | null {
  const days = Array.from({ length: 10 }, (_, at) => named(String(20 - at).padStart(2, '0')));
  const others = ['notes.db', 'before-erase-20251101-100000000.db', 'sessions-20990101-100000.db'];
  // Weeks begin on Thursdays: the 13th is one, and the 12th is the last day of the week before.
  const wanted = [named('11'), named('13'), named('13', '090000')].toSorted();
  const removed = expiredBackups([...days, named('13', '090000'), ...others], NOW).toSorted();
  return unless(removed, wanted);
}
