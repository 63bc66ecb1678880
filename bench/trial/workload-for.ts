// The workload of an operation as a contestant does it: the one that is written for all stores, or that of a floor.

import { isFloor } from '../../sessions/floors/names.ts';
import { type Operation, workloadOf } from '../../sessions/workloads/registry.ts';
import type { Workload } from '../workloads/workload.ts';

export async function workloadFor(contestant: string, operation: Operation): Promise<Workload> {
  const workload = workloadOf(operation);
  if (!isFloor(contestant)) return workload;
  const { FLOORS } = await import('../../sessions/floors/registry.ts');
  const { group } = workload;
  return { group, needs: [], prepare: (stage) => FLOORS[contestant].prepare(operation, stage) };
}
