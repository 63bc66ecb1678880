import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { layoutOf, withLayout } from './file-layout.ts';
import { openSqliteStore } from './index.ts';

const line = fc.constantFrom(
  '[',
  '  {',
  '    "id": "a",',
  '    "model": null,',
  '    "task": "✓ 東京"',
  '  },',
  ']',
  '',
);

test('any text comes back from its difference to any other text', () => {
  fc.assert(
    fc.property(
      fc.array(line),
      fc.array(fc.oneof(line, fc.string({ unit: 'grapheme' }))),
      (plain, original) => {
        const text = original.join('\n');
        expect(withLayout(plain.join('\n'), layoutOf(plain.join('\n'), text))).toBe(text);
      },
    ),
  );
});

test('a damaged difference is corruption, not another text', () => {
  const layout = layoutOf('a\nb\nc', 'a\nx\nc');
  layout[0] = 0;
  expect(() => withLayout('a\nb\nc', layout)).toThrow(expect.objectContaining({ code: 'E_CORRUPT' }));
});

const oldSession = (id: string): string =>
  `{"type":"debate", "id":"${id}","task":"t","status":"round_2","createdAt":"2025-11-12T14:00:00Z",
    "updatedAt":"", "instances":[],"chatHistory":[], "unknown": {"kept": 1.50}}`;

test('an old file is written again byte for byte until its sessions change', async () => {
  const original = ` [${oldSession('a')},\r\n${oldSession('a')} ]\n`;
  const store = await openSqliteStore({ file: ':memory:' });
  const workspace = `/no/such/workspace/${randomUUID()}`;
  await store.createSession(workspace, readSessions(`[${oldSession('a')}]`)[0]!);
  const hash = (await store.workspaces())[0]!.hash;
  await store.replaceWorkspace(hash, readSessions(original), { original });
  expect(await store.fileText(hash)).toBe(original);

  await store.deleteSession(workspace, 'a');
  expect(await store.fileText(hash)).toBe('[]');
  expect((await store.check()).findings).toEqual([]);
  await store.close();
});
