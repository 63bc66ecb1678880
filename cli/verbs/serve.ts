// `storeproof serve`: one of our stores for other people's tools, over the subject protocol.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { SUBJECT_NAMES, serve } from '../../subjects/index.ts';
import type { AddVerb, Context } from '../context.ts';

export const addServe: AddVerb = (program, run) => {
  program
    .command('serve')
    .description(
      'Answers the subject protocol: one JSON request a line on standard input, one answer a line on standard output, ' +
        'until the input ends.',
    )
    .argument('<subject>', `the store to serve: ${SUBJECT_NAMES.join(', ')}`)
    .option('--strict', 'enforce the vocabulary, limits and unique ids on create and update')
    .examples([
      [
        'echo \'{"op":"capabilities","home":"/tmp/h"}\' | storeproof serve sqlite',
        'which operations there are',
      ],
    ])
    .action(run(serveSubject));
};

async function serveSubject(
  context: Context,
  subject: string,
  options: { readonly strict?: true },
): Promise<ExitCode> {
  context.onInterrupt = 'Every answered request has taken effect.';
  const stop = (): void => {
    process.stdin.destroy(new StoreError('E_ABORTED', 'Serving was stopped.'));
  };
  context.signal.addEventListener('abort', stop, { once: true });
  await serve(subject, process.stdin, process.stdout, { strict: options.strict ?? false });
  return context.signal.aborted ? EXIT.interrupted : EXIT.ok;
}
