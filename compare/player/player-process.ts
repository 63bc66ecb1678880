// A process of players as its parent sees it. It ends when it is let go, at the time limit of a call, or when the run is aborted.

import { execaNode } from 'execa';
import { programFile } from '../../contract/package-root.ts';
import { CHILD_OPTIONS, howEnded, withLastWords } from '../../definition/child.ts';
import type { Ask, PlayerCalls } from './calls.ts';

export interface Request {
  readonly name: keyof PlayerCalls;
  readonly parameters: readonly unknown[];
}

export type Answer = { readonly value: unknown } | { readonly failure: string };

/** A call threw: the player says why, and its process lives. */
export class PlayerFailure extends Error {}

/** The process is gone, by itself or at a limit. */
export class PlayerDeath extends Error {}

/** Who reaches players somewhere, and lets them go. */
export interface Players {
  readonly ask: Ask;
  end(): Promise<void>;
}

interface ProcessOptions {
  readonly codeCache: string;
  readonly signal: AbortSignal | undefined;
  /** Wall clock of a call that begins now. */
  readonly limitMs: () => number;
}

const END_MS = 2_000;

const CHILD = programFile('compare/player/player-child');

/** How players are started; tests of what they do need no process. */
export type StartPlayers = (options: ProcessOptions) => Players;

export const startPlayerProcess: StartPlayers = ({ codeCache, signal, limitMs }) => {
  const child = execaNode(CHILD, {
    ...CHILD_OPTIONS,
    ipc: true,
    nodeOptions: ['--expose-gc'],
    env: { NODE_COMPILE_CACHE: codeCache },
    buffer: { ipc: false },
    ...(signal !== undefined && { cancelSignal: signal }),
  });
  let limitReached: string | null = null;
  const ended = child.then((end) => {
    throw new PlayerDeath(withLastWords(limitReached ?? howEnded(end), end));
  });
  ended.catch(() => undefined);
  const ask = async (name: keyof PlayerCalls, ...parameters: unknown[]): Promise<unknown> => {
    const answered = once(child.nodeChildProcess);
    const callMs = Math.ceil(limitMs());
    const timer = setTimeout(() => {
      limitReached = `took longer than ${callMs} ms to ${name}`;
      child.kill();
    }, callMs);
    try {
      // A process that is gone cannot be sent anything; its end says why.
      child.nodeChildProcess.send({ name, parameters } satisfies Request, () => undefined);
      const answer = await Promise.race([answered, ended]);
      if ('failure' in answer) throw new PlayerFailure(answer.failure);
      return answer.value;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    ask: ask as Ask,
    end: async () => {
      if (child.nodeChildProcess.connected) child.nodeChildProcess.disconnect();
      // What a store does when it is let go may have no end.
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await child;
      clearTimeout(timer);
    },
  };
};

const once = (child: NodeJS.EventEmitter): Promise<Answer> =>
  new Promise((resolve) => child.once('message', resolve));
