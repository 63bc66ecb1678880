import { expect, test } from 'vitest';
import { commandText } from './command-text.ts';

test('a command line leaves out what was not given, and quotes what a shell would take apart', () => {
  expect(
    commandText(['storeproof', 'load'], {
      store: ['json', 'sqlite'],
      seed: 7,
      quick: true,
      strict: false,
      out: undefined,
    }),
  ).toBe('storeproof load --store json --store sqlite --seed 7 --quick');
  expect(commandText(['storeproof', 'proof'], { home: "/tmp/it's here" })).toBe(
    "storeproof proof --home '/tmp/it'\\''s here'",
  );
  expect(commandText(['x', ''])).toBe("x ''");
});
