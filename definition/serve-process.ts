// The program behind servedSubject: serves the store of a definition, both named on its command line, over standard input
// and output.

import { StoreError } from '../contract/errors.ts';
import { serveSubject } from './serve.ts';
import { sourceAt } from './source.ts';

const [url = '', name = ''] = process.argv.slice(2);
try {
  const { definition } = await sourceAt(url);
  await serveSubject(definition, name, process.stdin, process.stdout);
} catch (error) {
  // The last words of a program are all that its caller sees of it.
  console.error(error instanceof StoreError ? error.message : error);
  process.exitCode = 1;
}
// What a store left open would keep the process, and whoever waits for its end.
process.exit();
