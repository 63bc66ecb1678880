// Runs the program of docs/in-your-app.md as it stands.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import { openJsonStore } from '../impl-json/index.ts';
import { sessionWith } from '../migrate/live/suite/live-home.ts';
import { ROOT, temporaryFolder } from './run-tool.ts';

test.each([
  ['', 0],
  [', also where one file is damaged', 1],
])(
  'the program for apps goes through all phases and back, and its writes are in the files%s',
  async (_also, damaged) => {
    const [home, workspacePath] = [temporaryFolder(), temporaryFolder()];
    const before = openJsonStore({ home, mode: 'safe' });
    await before.createSession(workspacePath, sessionWith('first'));
    await before.close();
    const sessions = join(home, '.ait42', 'sessions');
    const broken = join(sessions, '0123456789abcdef.json');
    if (damaged > 0) writeFileSync(broken, '[{"id": "cut');
    const program = join(temporaryFolder(), 'app.ts');
    writeFileSync(program, programOf(readFileSync(join(ROOT, 'docs', 'in-your-app.md'), 'utf8')));
    const { stdout } = await execa(process.execPath, [program, JSON.stringify({ home, workspacePath })]);
    const phases = [...stdout.matchAll(/^phase (.*)$/gm)].map(([, step]) => step);
    expect(phases).toEqual([
      'json -> dual',
      'dual -> sqlite+json',
      'sqlite+json -> sqlite',
      'sqlite -> sqlite+json',
      'sqlite+json -> dual',
      'dual -> json',
    ]);
    expect(stdout).toContain('certificate.json');
    expect([...stdout.matchAll(/^kept aside: .*0123456789abcdef\.json: \S/gm)]).toHaveLength(damaged);
    if (damaged > 0) expect(readFileSync(broken, 'utf8')).toBe('[{"id": "cut');
    const file = join(sessions, `${workspaceHash(workspacePath)}.json`);
    const [session] = JSON.parse(readFileSync(file, 'utf8'));
    expect(session.chatHistory.at(-1)).toMatchObject({ id: 'm1', content: 'hello' });
    expect(session.instances[0].status).toBe('completed');
  },
);

/** The page imports the installed package; here its sources stand in for it. */
function programOf(page: string): string {
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  return program.replace("'storeproof/migrate'", `'${ROOT}/library/migrate.ts'`);
}
