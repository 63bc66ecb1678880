import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { programOfBoth } from './program.ts';

const { freshFolder } = useFolder('programs');

const ANSWERS = `process.stdin.once('data', (line) => {
  console.log(JSON.stringify({ ok: { name: 'mine', version: '1', ops: [] }, id: JSON.parse(line).id }));
});
`;
const DIES = 'process.exit(3);\n';

/** Two folders that have a program each, and the same interpreter. */
function sides(texts: { readonly base: string; readonly head: string }) {
  const root = freshFolder();
  const sideAt = (name: 'base' | 'head') => {
    const directory = join(root, name);
    mkdirSync(directory);
    writeFileSync(join(directory, 'store.cjs'), texts[name]);
    symlinkSync(process.execPath, join(directory, 'node'));
    return { title: `side ${name}`, directory, source: 'file:///own.js' };
  };
  return { base: sideAt('base'), head: sideAt('head') };
}

test('a file of one side is refused, and an interpreter that both lead to is not', async () => {
  const both = sides({ base: ANSWERS, head: ANSWERS });
  const node = join(both.head.directory, 'node');
  for (const { directory } of [both.base, both.head]) {
    await expect(programOfBoth([node, join(directory, 'store.cjs')], both)).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringMatching(/both would run it.*: store\.cjs\./),
    });
  }
  const program = [node, 'store.cjs'];
  expect(await programOfBoth(program, both)).toEqual({ 'program-mine': program });
});

test.each([
  ['base', { base: DIES, head: ANSWERS }],
  ['head', { base: ANSWERS, head: DIES }],
] as const)('a program that dies on the side of %s is no regression', async (name, texts) => {
  await expect(programOfBoth([process.execPath, 'store.cjs'], sides(texts))).rejects.toMatchObject({
    code: 'E_SIDE',
    message: expect.stringContaining(`The program of ${name}, side ${name}, does not answer as one: `),
  });
});
