// The operations of the subject protocol that are no methods of the contract: the names of session files, and reading
// and rewriting a file. The expected answers come from the contract's own path rules and writer.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeJson } from '../../contract/json-text.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { hashRaw, workspaceHash } from '../../contract/workspace.ts';
import { HistoryFolder } from '../../props/history-folder.ts';
import type { Op, ProgramStore, SessionSubject } from '../../subjects/index.ts';
import { upTo } from '../arbitraries/choices.ts';
import { path } from '../arbitraries/path.ts';
import { session } from '../arbitraries/session.ts';
import { World } from '../histories/world.ts';
import type { OperationVerdict } from './operation-verdict.ts';
import { SharedProgram } from './shared-program.ts';

/** How often each operation is called. */
const CALLS = 60;

type FileOp = 'hash' | 'hash_raw' | 'load_file' | 'rewrite_file';

interface Tools {
  readonly store: ProgramStore;
  readonly folder: HistoryFolder;
  readonly world: World;
}

export async function checkFileOps(
  subject: SessionSubject,
  offered: ReadonlySet<string>,
  seed: number,
): Promise<OperationVerdict[]> {
  const folder = new HistoryFolder();
  const world = new World(folder.shared);
  const program = new SharedProgram(subject, folder.newHome());
  try {
    const verdicts: OperationVerdict[] = [];
    for (const op of Object.keys(PROPERTIES) as FileOp[]) {
      verdicts.push(
        offered.has(op)
          ? await program.run((store) => checkOp(op, { store, folder, world }, seed))
          : { op, verdict: 'not offered', compared: 0, detail: '' },
      );
    }
    return verdicts;
  } finally {
    await program.close();
    await folder.remove();
  }
}

/** Ends at the first wrong answer: a program that is silent would be asked on for long. */
async function checkOp(op: FileOp, tools: Tools, seed: number): Promise<OperationVerdict> {
  const details = await fc.check(PROPERTIES[op](tools), { seed, numRuns: CALLS, endOnFailure: true });
  const { failed, numRuns: compared, errorInstance: error } = details;
  if (!failed) return { op, verdict: 'ok', compared, detail: '' };
  const detail = error instanceof Differs ? error.message : `refused: ${(error as Error).message}`;
  return { op, verdict: 'fail', compared, detail };
}

type Property = fc.IRawProperty<unknown, true>;

const PROPERTIES: Record<FileOp, (tools: Tools) => Property> = {
  hash: (tools) => hashProperty('hash', workspaceHash, tools),
  hash_raw: (tools) => hashProperty('hash_raw', hashRaw, tools),
  load_file: ({ store, folder }) =>
    fc.asyncProperty(ofOneFile, async (sessions) => {
      const file = writtenFile(folder, sessions);
      expectEqual(await store.send('load_file', { file }), sessions, 'the sessions of a file');
    }),
  rewrite_file: ({ store, folder }) =>
    fc.asyncProperty(ofOneFile, async (sessions) => {
      const file = writtenFile(folder, sessions);
      await store.send('rewrite_file', { file });
      if (readFileSync(file, 'utf8') !== writeSessions(sessions)) {
        const text = 'a file that the app wrote has other bytes when it is written again';
        throw new Differs(`${text}: ${writeJson(sessions)}`);
      }
    }),
};

const ofOneFile: fc.Arbitrary<WorktreeSession[]> = upTo(3, session);

const hashProperty = (op: Op, expected: (path: string) => string, { store, world }: Tools): Property =>
  fc.asyncProperty(path, async (generated) => {
    const workspacePath = world.resolved(generated) as string;
    const answer = await store.send(op, { workspacePath });
    expectEqual(answer, expected(workspacePath), `the path ${JSON.stringify(workspacePath)}`);
  });

class Differs extends Error {}

function expectEqual(answer: unknown, expected: unknown, of: string): void {
  const [got, wanted] = [writeJson(answer), writeJson(expected)];
  if (got !== wanted) throw new Differs(`of ${of}: expected ${wanted}, got ${got}`);
}

/** A file as the app writes it. */
function writtenFile(folder: HistoryFolder, sessions: readonly WorktreeSession[]): string {
  const file = join(folder.newHome(), 'sessions.json');
  writeFileSync(file, writeSessions(sessions));
  return file;
}
