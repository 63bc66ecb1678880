// Damage costs the records that it touches, and no others.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedSession } from '../../contract/arguments.ts';
import { sessionsEqual } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { arbitrarySessions } from '../../sessions/arbitraries/any-session.ts';
import { salvage } from './salvage.ts';

const sessionOf = (id: string): WorktreeSession =>
  checkedSession({
    ...{ id, type: 'debate', task: 'a "task" {"id": [', status: 's', createdAt: '', updatedAt: '' },
    instances: [],
    chatHistory: [{ id: 'm', role: 'user', content: '}, {', timestamp: '' }],
  });
const FIVE = ['a', 'b', 'c', 'd', 'e'].map(sessionOf);
const TEXT = writeSessions(FIVE);
/** As other programs write it: without line breaks. */
const LINE = JSON.stringify(JSON.parse(TEXT));
const LINE_TAIL = LINE.indexOf(',{"id":"e"');
/** The last key of the second record has lost its quote, and the tail begins with the rest of a key. */
const SWALLOWED = `${JSON.stringify(JSON.parse(writeSessions(FIVE.slice(0, 2)))).replace(/Deleted"(:null\}\])$/, 'Dele   $1')}${LINE.slice(LINE.indexOf('LinesDeleted'))}`;
const LAST_WRONG = writeSessions(FIVE.slice(0, 3)).replace('"id": "c"', '"id": 4');
/** Three records, of which the middle one is broken and holds whole sessions under a key that the app does not know. */
const nested = (broken: string): string => {
  const middle = JSON.stringify({ ...FIVE[1], history: FIVE.slice(3) }, null, 2).replace(
    /\}$/,
    `, ${broken}\n}`,
  );
  const [a, c] = [FIVE[0], FIVE[2]].map((session) => JSON.stringify(session, null, 2));
  return `[\n${[a, middle, c].join(',\n').replaceAll(/^/gm, '  ')}\n]`;
};
const idsIn = (text: string | Buffer): string[] => salvage(Buffer.from(text)).recovered.map(({ id }) => id);

test.each([
  ['a sound file', TEXT, ['a', 'b', 'c', 'd', 'e'], 0],
  ['a file cut short', TEXT.slice(0, TEXT.indexOf('"d"') + 40), ['a', 'b', 'c'], 1],
  [
    'a file cut short between records',
    TEXT.slice(0, TEXT.indexOf('"d"')).replace(/,\s*\{\s*"id": $/, ''),
    ['a', 'b', 'c'],
    0,
  ],
  ['a missing quote', TEXT.replace('"id": "b"', '"id": "b'), ['a', 'c', 'd', 'e'], 1],
  [
    'a missing brace',
    TEXT.replace('},\n  {\n    "id": "c"', ',\n  {\n    "id": "c"'),
    ['a', 'c', 'd', 'e'],
    1,
  ],
  [
    'a missing comma',
    TEXT.replace('},\n  {\n    "id": "c"', '}\n  {\n    "id": "c"'),
    ['a', 'b', 'c', 'd', 'e'],
    0,
  ],
  ['a wrong type', TEXT.replace('"id": "d"', '"id": 4'), ['a', 'b', 'c', 'e'], 1],
  ['a missing bracket at the start', TEXT.slice(1), ['a', 'b', 'c', 'd', 'e'], 0],
  ['a byte order mark', `\ufeff${TEXT}`, ['a', 'b', 'c', 'd', 'e'], 1],
  ['the tail of a longer write', `${writeSessions(FIVE.slice(0, 2))}${TEXT.slice(-900)}`, ['a', 'b'], 1],
  ['nothing of ours', 'no sessions at all', [], 1],
  ['an object', `{"sessions": ${TEXT}}`, [], 1],
  ['a first block of zeros', '\0'.repeat(40) + TEXT.slice(40), ['b', 'c', 'd', 'e'], 1],
  ['one line with a wrong type', LINE.replace('"id":"d"', '"id":4'), ['a', 'b', 'c', 'e'], 1],
  // Nothing tells records from what is nested in one.
  ['one line with a missing quote', LINE.replace('"id":"b"', '"id":"b'), ['a'], 1],
  [
    'a wrong type in the last record before the tail of a longer write',
    LAST_WRONG + TEXT.slice(-900),
    ['a', 'b'],
    2,
  ],
  ['a missing quote in it', LAST_WRONG.replace('"id": 4', '"id": "4') + TEXT.slice(-900), ['a', 'b'], 2],
  [
    'the same in one line',
    `${LINE.slice(0, LINE_TAIL).replace('"id":"d"', '"id":4')}]${LINE.slice(LINE_TAIL)}`,
    ['a', 'b', 'c'],
    2,
  ],
  ['one line with a key that swallows the end of the list', SWALLOWED, ['a'], 1],
  ['earlier states within a broken record', nested('"totalDuration": -1'), ['a', 'c'], 1],
  ['earlier states within a torn record', nested('"totalDuration": "'), ['a', 'c'], 1],
] as const)('%s', (_, text, ids, lost) => {
  expect(idsIn(text)).toEqual(ids);
  expect(salvage(Buffer.from(text)).lost).toHaveLength(lost);
});

test('invalid UTF-8 costs one record', () => {
  const bytes = Buffer.from(TEXT);
  bytes[bytes.indexOf('"c"') + 1] = 0xff;
  expect(idsIn(bytes)).toEqual(['a', 'b', 'd', 'e']);
});

test('a changed run of bytes within one record costs at most that record, whatever the bytes', () => {
  fc.assert(
    fc.property(
      arbitrarySessions,
      fc.nat(),
      fc.nat(),
      fc.uint8Array({ maxLength: 8 }),
      (sessions, which, at, noise) => {
        if (sessions.length === 0) return;
        const bytes = Buffer.from(writeSessions(sessions));
        const { recovered } = salvage(bytes);
        expect(recovered).toHaveLength(sessions.length);
        const hit = recovered[which % recovered.length]!;
        // Not the brackets of the record itself: without them its neighbours are no longer told apart.
        const start = hit.start + 1 + (at % Math.max(1, hit.end - hit.start - noise.length - 2));
        // Nor brackets that a record or the list could end at.
        const harmless = Uint8Array.from(noise, (byte) => ([0x7b, 0x5b, 0x5d].includes(byte) ? 0x20 : byte));
        bytes.set(harmless.subarray(0, Math.max(0, hit.end - 1 - start)), start);
        const after = salvage(bytes);
        const others = sessions.filter((_, index) => index !== which % recovered.length);
        const found = after.sessions.filter((session) =>
          others.some((other) => sessionsEqual(session, other)),
        );
        expect(found.length).toBeGreaterThanOrEqual(others.length);
        expect(after.sessions.length).toBeLessThanOrEqual(sessions.length);
      },
    ),
    { numRuns: 400 },
  );
});

test('whatever is damaged in a list, nothing comes back from behind its end', () => {
  fc.assert(
    fc.property(
      arbitrarySessions,
      fc.boolean(),
      fc.array(fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.nat(),
      (sessions, isOneLine, damages, cut) => {
        const written = writeSessions(sessions);
        const list = Buffer.from(isOneLine ? JSON.stringify(JSON.parse(written)) : written);
        // The list's own end stays: without it nobody can tell.
        for (const [at, noise] of damages)
          list.set(
            noise.subarray(0, Math.max(0, list.length - 3)),
            at % Math.max(1, list.length - 2 - noise.length),
          );
        const earlier = Buffer.from(isOneLine ? LINE : TEXT);
        const bytes = Buffer.concat([list, earlier.subarray(cut % earlier.length)]);
        for (const { start } of salvage(bytes).recovered) expect(start).toBeLessThan(list.length);
      },
    ),
    { numRuns: amountOf('STOREPROOF_SALVAGE_RUNS') },
  );
});

test('recovered and lost ranges never overlap, and nothing but commas, brackets and white space lies between', () => {
  fc.assert(
    fc.property(arbitrarySessions, fc.nat(), fc.nat(), (sessions, from, length) => {
      const whole = Buffer.from(writeSessions(sessions));
      const cut = from % (whole.length + 1);
      const bytes = Buffer.concat([whole.subarray(0, cut), whole.subarray(cut + (length % 200))]);
      const { recovered, lost } = salvage(bytes);
      let end = 0;
      for (const range of [...recovered, ...lost].toSorted((one, other) => one.start - other.start)) {
        expect(bytes.subarray(end, range.start).toString('latin1')).toMatch(/^[[\],\s]*$/);
        expect(range.end).toBeGreaterThan(range.start);
        end = range.end;
      }
      expect(bytes.subarray(end).toString('latin1')).toMatch(/^[[\],\s]*$/);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ['arrays', '[', ']'],
  ['objects', '{"a":', '}'],
])('deeply nested %s cost their own record and no other', (_, open, close) => {
  const deep = `{"zz":${open.repeat(200_000)}0${close.repeat(200_000)}}`;
  expect(idsIn(`[${deep},${LINE.slice(1)}`)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(idsIn(`[\n  ${deep},${TEXT.slice(1)}`)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('text made to be slow ends in time', () => {
  const text = `[${'{"a":'.repeat(20_000)}`;
  expect(salvage(Buffer.from(text)).recovered).toEqual([]);
  expect(salvage(Buffer.from('[{,'.repeat(20_000))).recovered).toEqual([]);
});
