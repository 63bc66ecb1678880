// One session of a dataset, from its index alone: the dataset of 100 sessions is the beginning of the one of 1,000,
// and a trial makes the few sessions it needs without making the rest.
// Ids are unique here. Real files repeat them; that is for equivalence and import to cover, and would only blur what
// a lookup or a delete costs.

import { appTimestamp } from '../../contract/instant.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { Dataset } from '../../definition/bench.ts';
import { Random } from '../../statistics/random.ts';
import { AGENTS, PROJECTS, USERS } from './english.ts';
import { type PlantedWords, plantedIn, plantedWords } from './planted.ts';
import { messageText, prose } from './prose.ts';
import { terminalText } from './terminal.ts';

export const PROFILES: readonly string[] = ['small', 'large', 'japanese'];

/** What names a dataset, apart from its number of sessions. */
export type SessionSource = Pick<Dataset, 'profile' | 'seed'>;

export const INSTANCES_PER_SESSION = 5;
export const MESSAGES_PER_SESSION = 10;

const FIRST_CREATED_MS = Date.UTC(2025, 2, 3, 8);
/** Between the creation of one session and of the next, at most. */
const SPACING_MS = 37 * 60_000;

export function sessionAt(source: SessionSource, index: number): WorktreeSession {
  const random = new Random(source.seed, profileNumber(source), index);
  const plan = planOf(random, source, index);
  const instances = Array.from({ length: INSTANCES_PER_SESSION }, (_, at) => instanceOf(random, plan, at));
  const chatHistory = Array.from({ length: MESSAGES_PER_SESSION }, (_, at) => messageOf(random, plan, at));
  const total = (count: (instance: WorktreeInstance) => number | null): number | null =>
    plan.isOver ? instances.reduce((sum, instance) => sum + (count(instance) ?? 0), 0) : null;
  return {
    id: plan.id,
    type: plan.type,
    task: prose(random, { isJapanese: plan.isJapanese, length: random.integer(40, 160) }),
    status: plan.status,
    createdAt: new Date(plan.createdMs).toISOString(),
    updatedAt: stamp(random, plan.endedMs),
    completedAt: plan.status === 'completed' ? stamp(random, plan.endedMs) : null,
    instances,
    chatHistory,
    model: random.pick(['sonnet', 'sonnet', 'opus', 'haiku', null]),
    timeoutSeconds: random.pick([300, 600, 1800, null]),
    preserveWorktrees: random.pick([true, false, null]),
    winnerId: plan.status === 'completed' ? random.pick(instances).instanceId : null,
    runtimeMix: plan.type === 'ensemble' ? ['claude', 'codex', 'gemini'] : null,
    totalDuration: plan.isOver ? Math.floor((plan.endedMs - plan.createdMs) / 1000) : null,
    totalFilesChanged: total((instance) => instance.filesChanged),
    totalLinesAdded: total((instance) => instance.linesAdded),
    totalLinesDeleted: total((instance) => instance.linesDeleted),
  };
}

interface Plan {
  readonly index: number;
  readonly profile: string;
  readonly isJapanese: boolean;
  readonly planted: PlantedWords;
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly isOver: boolean;
  readonly createdMs: number;
  readonly endedMs: number;
  readonly projectDirectory: string;
}

function planOf(random: Random, { profile }: SessionSource, index: number): Plan {
  const type = random.pick(['competition', 'competition', 'ensemble', 'debate']);
  const status = random.pick([
    ...['completed', 'completed', 'completed', 'completed', 'failed', 'running', 'paused'],
    ...(type === 'debate' ? ['round_1', 'round_2', 'round_3'] : []),
  ]);
  const createdMs = FIRST_CREATED_MS + index * SPACING_MS + random.integer(0, SPACING_MS - 1);
  return {
    index,
    profile,
    isJapanese: profile === 'japanese',
    planted: plantedWords(profile),
    id: random.uuid(),
    type,
    status,
    isOver: status === 'completed' || status === 'failed',
    createdMs,
    endedMs: createdMs + random.integer(20_000, 5_400_000),
    projectDirectory: `/Users/${random.pick(USERS)}/src/${random.pick(PROJECTS)}`,
  };
}

function instanceOf(random: Random, plan: Plan, at: number): WorktreeInstance {
  const short = plan.id.slice(0, 8);
  const instanceId = plan.type === 'competition' ? at + 1 : at;
  const runtime = random.pick(['claude', 'claude', 'codex', 'gemini']);
  const model = runtime === 'claude' ? random.pick(['sonnet', 'opus', 'haiku']) : `${runtime}-large`;
  return {
    instanceId,
    worktreePath: `${plan.projectDirectory}/.worktrees/${plan.type}-${short}/instance-${instanceId}`,
    branch: `ait42/${plan.type}/${short}-${instanceId}`,
    agentName: random.pick(AGENTS),
    status: plan.isOver ? plan.status : random.pick(['idle', 'running', 'running', 'completed', 'paused']),
    tmuxSessionId: `ait42-${short}-${instanceId}`,
    output: terminalText(random, outputLength(random, plan.profile), plan.isJapanese),
    startTime: stamp(random, plan.createdMs + random.integer(500, 9_000)),
    endTime: plan.isOver ? stamp(random, plan.endedMs - random.integer(0, 9_000)) : null,
    filesChanged: plan.isOver ? random.integer(0, 24) : null,
    linesAdded: plan.isOver ? random.integer(0, 900) : null,
    linesDeleted: plan.isOver ? random.integer(0, 400) : null,
    runtime,
    model,
    runtimeLabel: `${runtime} (${model})`,
  };
}

/** Characters: about 400, or 20,000 with one in ten of 100,000. */
function outputLength(random: Random, profile: string): number {
  if (profile !== 'large') return random.integer(220, 540);
  return random.chance(0.1) ? 100_000 : 20_000;
}

function messageOf(random: Random, plan: Plan, at: number): ChatMessage {
  const role = at === 0 ? 'user' : random.pick(['user', 'assistant', 'assistant', 'system']);
  const spanMs = plan.endedMs - plan.createdMs;
  return {
    id: random.uuid(),
    role,
    content: messageText(random, plan.isJapanese, plantedIn(plan.planted, plan.index, at)),
    timestamp: stamp(random, plan.createdMs + Math.floor((spanMs * at) / MESSAGES_PER_SESSION)),
    instanceId: role === 'assistant' ? random.integer(1, INSTANCES_PER_SESSION - 1) : null,
  };
}

/** In the spelling of the user interface or of the app's own clock, as real files mix them. */
const stamp = (random: Random, epochMs: number): string =>
  random.chance(0.7) ? new Date(epochMs).toISOString() : appTimestamp(epochMs);

const profileNumber = ({ profile }: SessionSource): number => PROFILES.indexOf(profile);
