import { expect, test } from 'vitest';
import { withoutStacks } from './without-stacks.ts';

test('errors have no stack meanwhile and have one again afterwards, however works overlap', async () => {
  const limit = Error.stackTraceLimit;
  let end = (): void => {};
  const long = withoutStacks(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  expect(new Error('meanwhile').stack).toBe('Error: meanwhile');
  await expect(withoutStacks(() => Promise.reject(new Error('fails')))).rejects.toThrow('fails');
  expect(Error.stackTraceLimit).toBe(0);
  end();
  await long;
  expect(Error.stackTraceLimit).toBe(limit);
});
