// The database that a verb writes to, while another process changes the phase.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { importHome } from '../../migrate/index.ts';
import { makeMigrationDirectory } from '../../migrate/live/live-files.ts';
import { readPhase, writePhase } from '../../migrate/live/phase-file.ts';
import { writingDatabase } from './databases.ts';

const { root: home } = useFolder('databases');

test('an import that was agreed to in one phase writes nothing in another', async () => {
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  writeFileSync(join(home, '.ait42', 'sessions', '0123456789abcdef.json'), '[]');
  makeMigrationDirectory(home);
  const before = readPhase(home);
  const archiveDir = join(home, '.ait42', 'archive');
  const result = writingDatabase(
    home,
    (store) => {
      writePhase(home, before, 'dual');
      return importHome({ home, store, archiveDir, replace: true });
    },
    before,
  );
  // Not a verdict on the file: the whole import ends.
  await expect(result).rejects.toMatchObject({ code: 'E_CHANGED', exitCode: 9, data: { home } });
  expect(await writingDatabase(home, (store) => store.workspaces())).toEqual([]);
  await expect(writingDatabase(home, (store) => store.workspaces(), before)).rejects.toMatchObject({
    code: 'E_CHANGED',
  });
});
