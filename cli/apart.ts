// Long computing in a thread of its own: statistics over a large result file keep the event loop for a minute, and a tool
// must hear Ctrl-C meanwhile. An interruption ends the thread at once, whatever it is doing.
// Not here: what is computed (cli/report-thread.ts).

import { Worker } from 'node:worker_threads';
import { type ErrorCode, StoreError } from '../contract/errors.ts';
import { programFile } from '../contract/package-root.ts';

/** What a thread sends back. Errors lose their class on the way. */
export type ThreadAnswer<T> =
  | { readonly answer: T }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly data: StoreError['data'];
      };
    };

const THREAD = programFile('cli/report-thread');

/** Rejects with what the job throws, and with E_ABORTED. */
export async function apart<T>(job: object, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const thread = new Worker(THREAD, { workerData: job });
  const stop = (): void => void thread.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return answerOf(await threadAnswer<T>(thread));
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

const threadAnswer = <T>(thread: Worker): Promise<ThreadAnswer<T>> =>
  new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    // After a message this changes nothing.
    thread.once('exit', () =>
      reject(new StoreError('E_ABORTED', 'The thread was ended before it was done.')),
    );
  });

function answerOf<T>(sent: ThreadAnswer<T>): T {
  if ('answer' in sent) return sent.answer;
  const { code, message, data } = sent.error;
  throw new StoreError(code, message, { data });
}
