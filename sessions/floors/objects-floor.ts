// Floor of answering all sessions: the objects built from texts that are in memory already.

import { dataset } from '../datasets/dataset.ts';
import type { Floor } from './floor.ts';
import { putTogether, takeApart } from './session-parts.ts';

export const objectsFloor: Floor = async (_workload, stage) => {
  const parts = takeApart(dataset(stage.dataset));
  return { calls: [async () => putTogether(parts)] };
};
