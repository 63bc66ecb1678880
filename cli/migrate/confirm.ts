// Asks on a terminal. Anywhere else there is nobody to ask, and the answer is no.

import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { StoreError } from '../../contract/errors.ts';
import type { Context } from '../context.ts';

interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

/** Rejects when the signal is given; E_ABORTED for Ctrl-C, which a terminal in this mode makes no signal. */
export async function confirmed(
  question: string,
  signal: AbortSignal,
  terminal: Terminal = PROCESS,
): Promise<boolean> {
  return /^y(es)?$/i.test((await typed(`${question} [y/N] `, signal, terminal)) ?? '');
}

/** E_REFUSED unless the user agrees, or did so with --yes. `done` and `verb`: what --yes does, in the error's words. */
export async function requireConfirmed(
  context: Pick<Context, 'signal'>,
  { yes }: { readonly yes?: true },
  question: string,
  verb = 'go on',
  done = 'done',
): Promise<void> {
  if (yes || (await confirmed(question, context.signal))) return;
  throw new StoreError(
    'E_REFUSED',
    `Not confirmed, so nothing was ${done}. Use --yes to ${verb} without asking.`,
  );
}

/** For what cannot be undone: a yes typed out of habit is no answer, the expected word has to be typed. */
export async function confirmedByTyping(
  question: string,
  expected: string,
  signal: AbortSignal,
  terminal: Terminal = PROCESS,
): Promise<boolean> {
  return (await typed(`${question} Type ${expected} to go on: `, signal, terminal)) === expected;
}

const PROCESS: Terminal = { input: process.stdin, output: process.stderr };

/** Undefined where there is nobody to ask. */
async function typed(
  question: string,
  signal: AbortSignal,
  { input, output }: Terminal,
): Promise<string | undefined> {
  if (input.isTTY !== true || output.isTTY !== true) return undefined;
  const lines = createInterface({ input, output });
  const ended = new Promise<undefined>((resolve, reject) => {
    lines.once('SIGINT', () =>
      reject(new StoreError('E_ABORTED', 'Stopped at the question; nothing was done.')),
    );
    lines.once('close', () => resolve(undefined));
  });
  try {
    return (await Promise.race([lines.question(question, { signal }), ended]))?.trim();
  } finally {
    lines.close();
  }
}
