// What a floor does: the workload of the stores, with as little as it can be done with.

import type { Round } from '../../definition/bench.ts';
import type { SessionStage, SessionWorkload } from '../workloads/workload.ts';

export type Floor = (workload: SessionWorkload, stage: SessionStage) => Promise<Round>;
