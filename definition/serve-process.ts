// The program behind servedSubject: serves the store of a definition, both named on its command line, over standard input
// and output.

import { serveSubject } from './serve.ts';
import { sourceAt } from './source.ts';

const [url = '', name = ''] = process.argv.slice(2);
const { definition } = await sourceAt(url);
await serveSubject(definition, name, process.stdin, process.stdout);
