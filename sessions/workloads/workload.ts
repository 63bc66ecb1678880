// What a workload is here: calls on a store of sessions, whose workspace is the folder of the run.

import type { SessionStore } from '../../contract/store.ts';
import type { Stage, TimedWorkload } from '../../definition/bench.ts';

export type SessionStage = Stage<SessionStore>;
export type SessionWorkload = TimedWorkload<SessionStore>;
