import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { summaryOf } from '../contract/query.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { arbitraryMessage, arbitrarySession, arbitraryText } from '../contract/suite/arbitrary-session.ts';
import type { Pack } from './pack.ts';
import {
  appendToChat,
  packChat as chatPacks,
  packHead as headPack,
  packOutputs as outputPacks,
} from './session-pack.ts';
import { CHUNK_SEPARATOR, SessionReader, unpackSession, unpackSummary } from './session-reader.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';

/** A writer is a pack; what tests compare is its texts. */
const plain = ({ text, wide }: Pack): Pack => ({ text, wide });
const packChat = (messages: WorktreeSession['chatHistory']): Pack[] => chatPacks(messages).map(plain);
const packOutputs = (instances: WorktreeSession['instances']): Pack[] => outputPacks(instances).map(plain);
const packHead = (session: WorktreeSession): Pack =>
  plain(
    headPack(session, {
      messages: session.chatHistory.length,
      outputChunks: packOutputs(session.instances).length,
    }),
  );

const again = (session: WorktreeSession): WorktreeSession =>
  unpackSession(packHead(session), packOutputs(session.instances), packChat(session.chatHistory));

const joined = (packs: readonly Pack[], separator = ''): Pack => ({
  text: packs.map(({ text }) => text).join(separator),
  wide: packs.map(({ wide }) => wide).join(''),
});

/** Sessions as the contract has them, with what the packs treat in a way of their own: shared beginnings, bulk. */
const session = fc
  .tuple(
    arbitrarySession,
    fc.array(fc.constantFrom('/work/', 'project', '😀', '😁', '𠮷', '-1'), { maxLength: 12 }),
    fc.array(fc.tuple(arbitraryText, arbitraryText), { maxLength: 4 }),
    fc.array(arbitraryMessage, { maxLength: 60 }),
    fc.nat({ max: 3_000 }),
  )
  .map(([one, start, ends, chatHistory, length]) => ({
    ...one,
    instances: [
      ...one.instances,
      ...ends.map(([left, right], index) =>
        instanceWith(index, {
          worktreePath: start.join('') + left,
          branch: start.join('') + right,
          tmuxSessionId: start.toReversed().join('') + left,
          output: index % 2 === 0 ? null : left.repeat(length),
        }),
      ),
    ],
    chatHistory,
  }));

test('any session comes back from its packs as it was', () => {
  fc.assert(
    fc.property(session, (one) => {
      expect(again(one)).toStrictEqual(one);
    }),
    { numRuns: 400 },
  );
});

test('packs hold no half characters, so that the database’s UTF-8 keeps them', () => {
  fc.assert(
    fc.property(session, (one) => {
      const packs = [packHead(one), ...packOutputs(one.instances), ...packChat(one.chatHistory)];
      expect(packs.every(({ text, wide }) => wide.isWellFormed() && /^[\0-\x7f]*$/.test(text))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('many sessions come back from parts laid end to end, and nothing may be left over', () => {
  fc.assert(
    fc.property(fc.array(session, { maxLength: 8 }), (sessions) => {
      const reader = new SessionReader(
        joined(sessions.map(packHead)),
        [joined(sessions.flatMap(({ instances }) => packOutputs(instances)))],
        [
          joined(
            sessions.flatMap(({ chatHistory }) => packChat(chatHistory)),
            CHUNK_SEPARATOR,
          ),
        ],
      );
      expect(sessions.map(() => reader.read())).toStrictEqual(sessions);
      reader.expectEnd();
    }),
    { numRuns: 100 },
  );
  const one = sessionWith('s', { chatHistory: [messageWith('m'), messageWith('n')] });
  const head = headPack(one, { messages: 1, outputChunks: 0 });
  expect(() => unpackSession(head, [], packChat(one.chatHistory))).toThrow(StoreError);
  expect(() => unpackSession(packHead(one), [], packChat(one.chatHistory.slice(1)))).toThrow(StoreError);
});

test('a head alone is the summary', () => {
  fc.assert(
    fc.property(session, (one) => {
      expect(unpackSummary(packHead(one))).toStrictEqual(summaryOf(one));
    }),
    { numRuns: 100 },
  );
});

test.each([0, 1, 2 ** 52 - 1, 2 ** 52, 2 ** 52 + 1, Number.MAX_SAFE_INTEGER, 2n ** 53n, 2n ** 53n + 1n])(
  'a duration of %s seconds is exact',
  (totalDuration) => {
    expect(again(sessionWith('s', { totalDuration })).totalDuration).toBe(totalDuration);
  },
);

test.each([2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n])(
  'a duration of %s seconds is exact',
  (totalDuration) => {
    expect(again(sessionWith('s', { totalDuration })).totalDuration).toBe(totalDuration);
  },
);

test('an empty text and none are two things', () => {
  const one = sessionWith('', {
    model: '',
    completedAt: '',
    runtimeMix: [],
    instances: [instanceWith(0, { output: '', runtime: '', model: '', runtimeLabel: '', startTime: '' })],
  });
  const other = sessionWith('', { instances: [instanceWith(0)] });
  expect(again(one)).toStrictEqual(one);
  expect(again(other)).toStrictEqual(other);
});

describe('the chat in chunks', () => {
  const chatOf = (chunks: readonly Pack[], messages: number) =>
    unpackSession(headPack(sessionWith('s'), { messages, outputChunks: 0 }), [], chunks).chatHistory;

  test('appending one by one gives the very chunks that packing at once gives', () => {
    const chat = fc.array(arbitraryMessage, { maxLength: 150 });
    fc.assert(
      fc.property(chat, fc.nat(), (messages, cut) => {
        const start = messages.length === 0 ? 0 : cut % messages.length;
        const chunks = packChat(messages.slice(0, start));
        for (const message of messages.slice(start)) {
          const { chunk, isNew } = appendToChat(chunks.at(-1), message);
          if (isNew) chunks.push(plain(chunk));
          else chunks[chunks.length - 1] = plain(chunk);
        }
        expect(chunks).toEqual(packChat(messages));
        expect(chatOf(chunks, messages.length)).toStrictEqual(messages);
      }),
      { numRuns: 200 },
    );
  });

  test.each([1, 1_700, 1_780, 1_799, 1_800, 1_801, 100_000])(
    'a message of %i characters is followed by others, whole',
    (length) => {
      const messages = [
        messageWith('long', { content: 'x'.repeat(length) }),
        messageWith('other hour', { timestamp: '2025-11-12T15:00:00Z' }),
        messageWith('no time', { timestamp: '' }),
      ];
      expect(chatOf(packChat(messages), messages.length)).toStrictEqual(messages);
    },
  );

  test('a chunk is full at the same length for packing and for appending', () => {
    // Contents of growing lengths, so that some chunk ends exactly at the limit, one before and one behind it.
    for (let length = 1_690; length < 1_810; length++) {
      const messages = [
        messageWith('first', { content: 'x'.repeat(length) }),
        messageWith('second', { content: 'y' }),
      ];
      const [first] = packChat(messages.slice(0, 1));
      const { isNew } = appendToChat(first, messages[1] as (typeof messages)[number]);
      expect(isNew ? 2 : 1, `${length} characters`).toBe(packChat(messages).length);
    }
  });

  test('chunks stay small, so that appending costs the same at any length', () => {
    const chunks = packChat(Array.from({ length: 1_000 }, (_, index) => messageWith(`m${index}`)));
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map(({ text }) => text.length))).toBeLessThan(2_000);
  });
});

describe('the outputs in chunks', () => {
  test('no chunk is stored when no instance has an output', () => {
    expect(packOutputs([instanceWith(0), instanceWith(1)])).toEqual([]);
    expect(packOutputs([])).toEqual([]);
    expect(packOutputs([instanceWith(0, { output: '' })])).toHaveLength(1);
  });

  test('outputs larger than a chunk, and many small ones around them, keep their places', () => {
    const outputs = ['', null, 'x'.repeat(300_000), null, '😀'.repeat(200_000), 'end'];
    const one = sessionWith('s', { instances: outputs.map((output, id) => instanceWith(id, { output })) });
    expect(packOutputs(one.instances).length).toBeGreaterThan(1);
    expect(again(one)).toStrictEqual(one);
  });

  test('a missing chunk is noticed', () => {
    const one = sessionWith('s', {
      instances: [instanceWith(0, { output: 'x'.repeat(300_000) }), instanceWith(1, { output: 'y' })],
    });
    const outputs = packOutputs(one.instances).slice(0, 1);
    expect(() => unpackSession(packHead(one), outputs, [])).toThrow(StoreError);
  });
});

describe('damaged packs', () => {
  const damage = fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), with: fc.constant('') }),
    fc.record({
      kind: fc.constant('change' as const),
      at: fc.nat(),
      with: fc.constantFrom('0', 'O', 'P', 'o', '!', 'é', '\0', '😀'),
    }),
    fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), with: fc.string() }),
  );

  function damaged(
    pack: string,
    { kind, at, with: text }: { kind: string; at: number; with: string },
  ): string {
    const place = pack.length === 0 ? 0 : at % pack.length;
    return (
      pack.slice(0, place) + text + (kind === 'cut' ? '' : pack.slice(place + (kind === 'change' ? 1 : 0)))
    );
  }

  test('are decoded to something or refused as damaged, never anything else', () => {
    fc.assert(
      fc.property(session, damage, fc.constantFrom('head', 'outputs', 'chat'), (one, how, which) => {
        const parts = {
          head: [packHead(one)],
          outputs: packOutputs(one.instances),
          chat: packChat(one.chatHistory),
        };
        parts[which] = parts[which].map(({ text, wide }) =>
          how.at % 2 === 0 ? { text: damaged(text, how), wide } : { text, wide: damaged(wide, how) },
        );
        try {
          unpackSession(packHead(one), parts.outputs, parts.chat);
          unpackSession(parts.head[0] ?? packHead(one), parts.outputs, parts.chat);
        } catch (error) {
          expect(error).toMatchObject({ name: 'StoreError', code: 'E_CORRUPT' });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a duration whose digits are none is refused as damaged', () => {
    const pack = packHead(sessionWith('s', { totalDuration: 2n ** 63n }));
    const broken = { ...pack, text: pack.text.replace(String(2n ** 63n), 'x'.repeat(19)) };
    expect(() => unpackSession(broken, [], [])).toThrow(expect.objectContaining({ code: 'E_CORRUPT' }));
  });
});
