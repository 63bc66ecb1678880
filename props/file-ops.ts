// The operations of the subject protocol that are no methods of the contract: the names of session files, and reading
// and rewriting a file. The expected answers come from the contract's own path rules and writer.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedSession } from '../contract/arguments.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { writeJson, writeSessions } from '../contract/session-writer.ts';
import { hashRaw, workspaceHash } from '../contract/workspace.ts';
import type { Op, ProgramStore, Subject } from '../subjects/index.ts';
import { ID_POOL } from './hurtful-values.ts';
import type { OperationVerdict } from './operation-verdict.ts';
import { Random } from './random.ts';
import { wholeSession } from './session-generator.ts';
import { SharedProgram } from './shared-program.ts';
import { PATHS, World } from './world.ts';

/** How often each operation is called. */
const CALLS = 60;

type FileOp = 'hash' | 'hash_raw' | 'load_file' | 'rewrite_file';

/** What is wrong with one call; null when nothing is. */
type Attempt = (tools: Tools) => Promise<string | null>;

interface Tools {
  readonly store: ProgramStore;
  readonly world: World;
  readonly random: Random;
}

export async function checkFileOps(
  subject: Subject,
  offered: ReadonlySet<string>,
  seed: number,
): Promise<OperationVerdict[]> {
  const world = new World();
  const program = new SharedProgram(subject, world.newHome());
  try {
    const verdicts: OperationVerdict[] = [];
    for (const op of Object.keys(ATTEMPTS) as FileOp[]) {
      verdicts.push(
        offered.has(op)
          ? await program.run((store) => checkOp(op, { store, world, random: new Random(seed) }))
          : { op, verdict: 'not offered', compared: 0, detail: '' },
      );
    }
    return verdicts;
  } finally {
    await program.close();
    world.remove();
  }
}

async function checkOp(op: FileOp, tools: Tools): Promise<OperationVerdict> {
  for (let call = 0; call < CALLS; call++) {
    const wrong = await attempt(op, tools);
    if (wrong !== null) return { op, verdict: 'fail', compared: call + 1, detail: wrong };
  }
  return { op, verdict: 'ok', compared: CALLS, detail: '' };
}

async function attempt(op: FileOp, tools: Tools): Promise<string | null> {
  try {
    return await ATTEMPTS[op](tools);
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

const ATTEMPTS: Record<FileOp, Attempt> = {
  hash: (tools) => hashAttempt('hash', workspaceHash, tools),
  hash_raw: (tools) => hashAttempt('hash_raw', hashRaw, tools),
  load_file: async ({ store, world, random }) => {
    const { file, sessions } = writtenFile(world, random);
    return difference(await store.send('load_file', { file }), sessions, 'the sessions of a file');
  },
  rewrite_file: async ({ store, world, random }) => {
    const { file, sessions } = writtenFile(world, random);
    await store.send('rewrite_file', { file });
    const isSame = readFileSync(file, 'utf8') === writeSessions(sessions);
    return isSame
      ? null
      : `a file that the app wrote has other bytes when it is written again: ${writeJson(sessions)}`;
  },
};

async function hashAttempt(
  op: Op,
  expected: (path: string) => string,
  { store, world, random }: Tools,
): Promise<string | null> {
  const workspacePath = world.resolved(PATHS.pick(random)) as string;
  const answer = await store.send(op, { workspacePath });
  return difference(answer, expected(workspacePath), `the path ${JSON.stringify(workspacePath)}`);
}

const difference = (answer: unknown, expected: unknown, of: string): string | null =>
  writeJson(answer) === writeJson(expected)
    ? null
    : `of ${of}: expected ${writeJson(expected)}, got ${writeJson(answer)}`;

/** A file as the app writes it. */
function writtenFile(world: World, random: Random): { file: string; sessions: WorktreeSession[] } {
  const file = join(world.newHome(), 'sessions.json');
  const sessions = random.list(random.below(4), () =>
    checkedSession(wholeSession(random, random.pick(ID_POOL))),
  );
  writeFileSync(file, writeSessions(sessions));
  return { file, sessions };
}
