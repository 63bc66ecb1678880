// The program behind servedSubject: serves the store named on its command line over standard input and output.

import { serve } from './server.ts';

await serve(process.argv[2] ?? '', process.stdin, process.stdout);
