// One history of session stores while it is played: real paths, and where a step asks for one, a real cursor or revision.

import { sessionDigest } from '../../contract/canonical.ts';
import { writeJson } from '../../contract/json-text.ts';
import { namesNoWorkspace } from '../../contract/operations.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { UpdateOptions } from '../../contract/session-revision.ts';
import type { SessionStore } from '../../contract/store.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import type { HistoryRun } from '../../definition/history.ts';
import type { Step } from '../../definition/operation.ts';
import type { Outcome } from '../../definition/outcome.ts';
import { cursorOf } from './perform.ts';
import {
  type Call,
  CURRENT_REVISION,
  isAsked,
  LAST_CURSOR,
  type TransactionCalls,
  type WorldChange,
} from './step.ts';
import { World } from './world.ts';

export class SessionHistoryRun implements HistoryRun<SessionStore> {
  private readonly world: World;
  private readonly cursors = new Map<string, string>();
  private readonly paths = new Set<string>();

  constructor(folder: string) {
    this.world = new World(folder);
  }

  async real(step: Step, model: SessionStore): Promise<Step | null> {
    if (isAsked(step)) return this.inWorld(step, model);
    this.world.change(step as WorldChange);
    return null;
  }

  told(step: Step, outcome: Outcome): void {
    if (!isAsked(step) || step.op === 'transaction' || step.pages === undefined) return;
    const cursor = cursorOf(outcome);
    if (cursor !== null) this.cursors.set(queryKey(step), cursor);
  }

  /** Everything that is reachable now through the paths used so far. */
  *parts(): Generator<Step> {
    const seen = new Set<string>();
    for (const path of this.paths) {
      const hash = path.isWellFormed() ? workspaceHash(path) : '';
      if (hash === '' || seen.has(hash)) continue;
      seen.add(hash);
      yield { op: 'getAllSessions', args: [this.world.named(path)] };
    }
  }

  private async inWorld(
    step: Call | TransactionCalls,
    model: SessionStore,
  ): Promise<Call | TransactionCalls> {
    if (step.op === 'transaction') {
      const calls: Call[] = [];
      for (const call of step.calls) calls.push((await this.inWorld(call, model)) as Call);
      return { ...step, args: [this.realPath(step.args[0])], calls };
    }
    const { args } = step;
    const real = namesNoWorkspace(step.op) ? args : args.with(0, this.realPath(args[0]));
    if (step.op === 'updateSessionIf')
      return { ...step, args: real.with(-1, await withRevision(real, model)) };
    return step.pages === undefined
      ? { ...step, args: real }
      : { ...step, args: real.with(-1, this.withCursor(step, real.at(-1))) };
  }

  private realPath(path: unknown): unknown {
    const resolved = this.world.resolved(path);
    if (typeof resolved === 'string') this.paths.add(resolved);
    return resolved;
  }

  private withCursor(call: Call, query: unknown): unknown {
    if ((query as { cursor?: unknown } | null)?.cursor !== LAST_CURSOR) return query;
    return { ...(query as object), cursor: this.cursors.get(queryKey(call)) ?? null };
  }
}

/** Of a session that is not there, none: the operation is refused for that. */
async function withRevision(
  [path, session, options]: readonly unknown[],
  model: SessionStore,
): Promise<unknown> {
  if ((options as UpdateOptions).expectedRevision !== CURRENT_REVISION) return options;
  // What a caller passes may be no session at all.
  const id = (session as Partial<WorktreeSession> | null)?.id;
  const current = await model.getSession(path as string, id as string).catch(() => undefined);
  return { expectedRevision: current === undefined ? undefined : sessionDigest(current) };
}

/** A cursor may be offered to a query on another list: only its filter and order tie it. */
function queryKey({ op, args }: Call): string {
  const { cursor: _cursor, limit: _limit, ...order } = (args.at(-1) ?? {}) as Record<string, unknown>;
  return `${op} ${writeJson(order)}`;
}
