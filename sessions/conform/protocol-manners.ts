// How a program behaves on the line itself: ids come back as they are, lines that are no requests cost one answer, and
// a missing argument is told apart from a refusal of the operation.

import { writeJson } from '../../contract/json-text.ts';
import type { JsonValue } from '../../contract/json-value.ts';
import { HistoryFolder } from '../../props/history-folder.ts';
import type { ProgramStore, SessionSubject } from '../../subjects/index.ts';
import type { OperationVerdict } from './operation-verdict.ts';
import { SharedProgram } from './shared-program.ts';

type Answer = { readonly [key: string]: JsonValue };

interface Manner {
  readonly name: string;
  /** The lines to send; `$HOME` stands for the home directory, as JSON text without its quotes. */
  readonly lines: readonly string[];
  /** Whether an answer is right. */
  readonly isRight: (answer: Answer, line: string) => boolean;
}

const READ = '"op":"get_all_sessions","home":"$HOME","workspacePath":"/nowhere"';

const MANNERS: readonly Manner[] = [
  {
    name: 'echoes an id',
    lines: ['7', '"text"', 'null', '18446744073709551615', '{"a":[9007199254740993]}'].map(
      (id) => `{${READ},"id":${id}}`,
    ),
    isRight: (answer, line) => line.endsWith(`"id":${writeJson(answer.id)}}`) && Object.hasOwn(answer, 'id'),
  },
  {
    name: 'answers without an id where none was given',
    lines: [`{${READ}}`],
    isRight: (answer) => !Object.hasOwn(answer, 'id') && Array.isArray(answer.ok),
  },
  {
    name: 'refuses a line that is no request',
    lines: ['nonsense', '[]', '"text"', '{}', '{"op":7}', '{"op":"get_session"', ''],
    isRight: ({ err, stage }) => typeof err === 'string' && stage === 'ipc',
  },
  {
    name: 'refuses an unknown op',
    lines: ['{"op":"no_such_op"}'],
    isRight: ({ err }) => typeof err === 'string',
  },
  {
    name: 'names a missing argument',
    lines: ['{"op":"get_session","home":"$HOME","workspacePath":"/nowhere"}'],
    isRight: ({ err, stage }) =>
      stage === 'args' && String(err).startsWith('invalid args `sessionId` for command `get_session`: '),
  },
  {
    name: 'serves on after refusals',
    lines: ['nonsense', `{${READ}}`],
    isRight: (answer, line) => line === 'nonsense' || Array.isArray(answer.ok),
  },
];

export async function checkProtocolManners(subject: SessionSubject): Promise<OperationVerdict[]> {
  const folder = new HistoryFolder();
  const home = folder.newHome();
  const program = new SharedProgram(subject, home);
  try {
    const verdicts: OperationVerdict[] = [];
    for (const manner of MANNERS)
      verdicts.push(await program.run((store) => checkManner(manner, store, home)));
    return verdicts;
  } finally {
    await program.close();
    await folder.remove();
  }
}

async function checkManner(manner: Manner, store: ProgramStore, home: string): Promise<OperationVerdict> {
  const op = `protocol: ${manner.name}`;
  let compared = 0;
  try {
    for (const template of manner.lines) {
      const line = template.replaceAll('$HOME', JSON.stringify(home).slice(1, -1));
      const answer = (await store.exchange(line)) as Answer;
      compared++;
      if (!manner.isRight(answer, line)) {
        return { op, verdict: 'fail', compared, detail: `to ${line} it answered ${writeJson(answer)}` };
      }
    }
    return { op, verdict: 'ok', compared, detail: '' };
  } catch (error) {
    return { op, verdict: 'fail', compared, detail: (error as Error).message };
  }
}
