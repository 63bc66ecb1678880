// Random sequences over every operation. Ids come from a small pool and deletes balance creates, so that operations
// keep meeting the same records, duplicates included, and lists stay at some tens of sessions.

import { instantUs, UNKNOWN_INSTANT } from '../contract/instant.ts';
import { type SessionFilter, SORT_KEYS } from '../contract/query.ts';
import type { StoreMethod } from '../subjects/index.ts';
import {
  BAD_PAGES,
  BAD_QUERIES,
  BAD_SEARCHES,
  FILTER_TEXTS,
  ID_POOL,
  INSTANCE_IDS,
  INSTANCE_STATUSES,
  MODELS,
  ODD_IDS,
  RUNTIMES,
  SEARCHES,
  STATUSES,
  TIMESTAMPS,
  TYPES,
} from './hurtful-values.ts';
import {
  type Call,
  type CallMethod,
  CURRENT_REVISION,
  LAST_CURSOR,
  type Operation,
  type Restart,
} from './operation.ts';
import { Random, Weighted } from './random.ts';
import { generateMessage, generateSession, generateTimestamp } from './session-generator.ts';
import { PATHS, WORLD_CHANGES } from './world.ts';

export interface SequenceOptions {
  /** A non-negative safe integer. */
  readonly seed: number;
  readonly operations: number;
  /** The methods that every store of the run has. */
  readonly methods: ReadonlySet<StoreMethod>;
  /** Ways in which the stores of the run are restarted; none: never. */
  readonly restarts: readonly Restart['op'][];
}

type Kind = StoreMethod | 'restart' | 'world';

/** In a thousand operations. Each kind comes up often enough in a few hundred to meet the others. */
const WEIGHTS: readonly (readonly [number, Kind])[] = [
  [150, 'createSession'],
  [60, 'updateSession'],
  [40, 'updateSessionIf'],
  [80, 'getSession'],
  [50, 'getAllSessions'],
  [100, 'deleteSession'],
  [110, 'addChatMessage'],
  [90, 'updateInstanceStatus'],
  [20, 'debateStatus'],
  [80, 'listSessions'],
  [25, 'listAllSessions'],
  [70, 'searchSessions'],
  [40, 'sessionStatistics'],
  [20, 'listInstances'],
  [30, 'listMessages'],
  [30, 'transaction'],
  [2, 'restart'],
  [10, 'world'],
];

/** Exactly `operations` of them; the same for the same options. */
export function* generateSequence(options: SequenceOptions): Generator<Operation> {
  const random = new Random(options.seed);
  const kinds = new Weighted(WEIGHTS.filter(([, kind]) => isPossible(kind, options)));
  const inTransaction = new Weighted(
    WEIGHTS.filter(
      (choice): choice is readonly [number, CallMethod] =>
        isPossible(choice[1], options) && Object.hasOwn(CALLS, choice[1]) && choice[1] !== 'debateStatus',
    ),
  );
  for (let done = 0; done < options.operations; ) {
    const kind = kinds.pick(random);
    const repeats = kind === 'addChatMessage' && random.isOnce(1, 12) ? 1 + random.below(20) : 1;
    const first = generateOperation(random, kind, inTransaction, options);
    for (let repeat = 0; repeat < repeats && done < options.operations; repeat++, done++) {
      yield repeat === 0 ? first : nextMessage(random, first);
    }
  }
}

const isPossible = (kind: Kind, { methods, restarts }: SequenceOptions): boolean =>
  kind === 'world' || (kind === 'restart' ? restarts.length > 0 : methods.has(kind));

function generateOperation(
  random: Random,
  kind: Kind,
  inTransaction: Weighted<CallMethod>,
  { restarts }: SequenceOptions,
): Operation {
  if (kind === 'restart') return { op: random.pick(restarts) };
  if (kind === 'world') return random.pick(WORLD_CHANGES);
  if (kind !== 'transaction') return generateCall(random, kind, path(random));
  const workspacePath = path(random);
  const calls = random.list(1 + random.below(5), () =>
    generateCall(random, inTransaction.pick(random), random.isOnce(1, 15) ? path(random) : workspacePath),
  );
  return {
    op: 'transaction',
    args: [workspacePath],
    calls,
    ending: random.isOnce(1, 3) ? 'throw' : 'commit',
  };
}

/** Another message to the same session. */
const nextMessage = (random: Random, first: Operation): Operation => {
  const [workspacePath, id] = (first as Call).args;
  return { op: 'addChatMessage', args: [workspacePath, id, generateMessage(random)] };
};

const generateCall = (random: Random, op: CallMethod, workspacePath: unknown): Call => ({
  op,
  ...CALLS[op](random, workspacePath),
});

type CallParts = Pick<Call, 'args' | 'pages'>;

const CALLS: Record<CallMethod, (random: Random, path: unknown) => CallParts> = {
  createSession: (random, at) => ({ args: [at, generateSession(random, anyId(random))] }),
  updateSession: (random, at) => ({ args: [at, generateSession(random, anyId(random))] }),
  updateSessionIf: (random, at) => ({
    args: [at, generateSession(random, anyId(random)), { expectedRevision: revision(random) }],
  }),
  getSession: (random, at) => ({ args: [at, sessionId(random)] }),
  getAllSessions: (_random, at) => ({ args: [at] }),
  deleteSession: (random, at) => ({ args: [at, sessionId(random)] }),
  addChatMessage: (random, at) => ({ args: [at, sessionId(random), generateMessage(random)] }),
  updateInstanceStatus: (random, at) => ({
    args: [at, sessionId(random), instanceId(random), mostly(random, random.pick(INSTANCE_STATUSES))],
  }),
  debateStatus: (random, at) => ({
    args: [at, sessionId(random), random.pick(STATUSES), generateTimestamp(random)],
  }),
  listSessions: (random, at) => ({ args: [at, query(random)], pages: 1 + random.below(4) }),
  listAllSessions: (random) => ({ args: [query(random)], pages: 1 + random.below(4) }),
  searchSessions: (random, at) => ({ args: [at, search(random)], pages: 1 + random.below(3) }),
  sessionStatistics: (random, at) => ({
    args: [at, random.isOnce(1, 30) ? random.pick(BAD_QUERIES) : filter(random)],
  }),
  listInstances: (random, at) => ({ args: [at, sessionId(random), page(random)] }),
  listMessages: (random, at) => ({ args: [at, sessionId(random), page(random)] }),
};

const path = (random: Random): unknown => mostly(random, PATHS.pick(random));

const anyId = (random: Random): string => random.pick(random.isOnce(1, 7) ? ODD_IDS : ID_POOL);

const sessionId = (random: Random): unknown => mostly(random, anyId(random));

const revision = (random: Random): unknown =>
  random.isOnce(2, 3) ? CURRENT_REVISION : random.pick([STALE_REVISION, STALE_REVISION, 'x', 5]);

const STALE_REVISION = '0'.repeat(64);

const instanceId = (random: Random): unknown =>
  random.isOnce(1, 30) ? random.pick([-1, 1.5, 4_294_967_296, '1', null]) : random.pick(INSTANCE_IDS);

/** Once in a hundred and fifty times something that is no text JSON can carry. */
const mostly = (random: Random, text: string): unknown =>
  random.isOnce(1, 150) ? random.pick([3, null, '\ud800x', ['a'], {}]) : text;

/** The spellings that a range of instants takes. */
const INSTANTS = TIMESTAMPS.filter((text) => instantUs(text) !== UNKNOWN_INSTANT);

const FILTERS: Readonly<Record<keyof SessionFilter | 'unknownKey', (random: Random) => unknown>> = {
  types: (random) => random.list(random.below(3), () => random.pick(TYPES)),
  statuses: (random) => random.list(random.below(4), () => random.pick(STATUSES)),
  models: (random) => random.list(random.below(4), () => random.pick(MODELS)),
  runtimes: (random) => random.list(random.below(4), () => random.pick(RUNTIMES)),
  createdFrom: (random) => random.pick(TIMESTAMPS),
  createdTo: (random) => random.pick(TIMESTAMPS),
  updatedFrom: (random) => random.pick(INSTANTS),
  updatedTo: (random) => random.pick(INSTANTS),
  text: (random) => random.pick(FILTER_TEXTS),
  unknownKey: (random) => random.pick([null, 7]),
};

/** Few at a time: all together would leave nothing to list. */
function filter(random: Random): Record<string, unknown> {
  const keys = random.list(random.below(4), () => random.pick(Object.keys(FILTERS)));
  return Object.fromEntries(keys.map((key) => [key, FILTERS[key as keyof typeof FILTERS](random)]));
}

function query(random: Random): unknown {
  if (random.isOnce(1, 20)) return random.pick(BAD_QUERIES);
  const chosen = random.isOnce(1, 2) ? filter(random) : {};
  if (random.isOnce(3, 4)) chosen.sortBy = random.pick(SORT_KEYS);
  if (random.isOnce(1, 2)) chosen.direction = random.pick(['asc', 'desc']);
  if (random.isOnce(4, 5)) chosen.limit = 1 + random.below(6);
  // Cursors outlive writes, so pages continue over changed lists; on another query they are refused.
  if (random.isOnce(1, 5)) chosen.cursor = LAST_CURSOR;
  return chosen;
}

function search(random: Random): unknown {
  if (random.isOnce(1, 20)) return random.pick(BAD_SEARCHES);
  const chosen: Record<string, unknown> = { text: random.pick(SEARCHES) };
  if (random.isOnce(1, 2)) chosen.limit = 1 + random.below(5);
  if (random.isOnce(1, 6)) chosen.cursor = LAST_CURSOR;
  return chosen;
}

function page(random: Random): unknown {
  if (random.isOnce(1, 20)) return random.pick(BAD_PAGES);
  return random.isOnce(1, 4) ? {} : { offset: random.below(5), limit: 1 + random.below(4) };
}
