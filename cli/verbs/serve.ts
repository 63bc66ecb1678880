// `storeproof serve`: a store for other people's tools, over the subject protocol.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { serveSubject } from '../../definition/serve.ts';
import { subjectNames } from '../../definition/subjects.ts';
import { SUBJECT_NAMES, serve } from '../../subjects/index.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';

interface ServeFlags {
  readonly strict?: true;
}

export const addServe =
  (underTest: UnderTest): AddVerb =>
  (program, run) => {
    const { definition, config } = underTest;
    const names = config === undefined ? SUBJECT_NAMES : subjectNames(definition);
    const command = program
      .command('serve')
      .description(
        'Answers the subject protocol: one JSON request a line on standard input, one answer a line on standard output, ' +
          'until the input ends.',
      )
      .argument('<store>', `the store to serve: ${names.join(', ')}`);
    if (config === undefined)
      command.option('--strict', 'enforce the vocabulary, limits and unique ids on create and update');
    const words = config === undefined ? 'serve sqlite' : `serve --config ${config} ${names.at(-1)}`;
    command
      .examples([
        [`echo '{"op":"capabilities","home":"/tmp/h"}' | storeproof ${words}`, 'which operations there are'],
      ])
      .action(
        run((context: Context, name: string, flags: ServeFlags) => served(context, underTest, name, flags)),
      );
  };

async function served(
  context: Context,
  { definition, config }: UnderTest,
  name: string,
  { strict = false }: { readonly strict?: boolean },
): Promise<ExitCode> {
  context.onInterrupt = 'Every answered request has taken effect.';
  const stop = (): void => {
    process.stdin.destroy(new StoreError('E_ABORTED', 'Serving was stopped.'));
  };
  context.signal.addEventListener('abort', stop, { once: true });
  const { stdin, stdout } = process;
  // The session stores have a protocol of their own, with named arguments beside each other.
  await (config === undefined
    ? serve(name, stdin, stdout, { strict })
    : serveSubject(definition, name, stdin, stdout));
  return context.signal.aborted ? EXIT.interrupted : EXIT.ok;
}
