// `import fc from 'storeproof/fast-check'`: fast-check as the harness has it, for the arguments of operations. Its documentation
// is at https://fast-check.dev.

import './node-floor.ts';

export * from 'fast-check';
export { default } from 'fast-check';
