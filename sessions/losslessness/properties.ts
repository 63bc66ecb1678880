// What must lose nothing, by the names of the cases of a verification, and what each says. How many passages it is tried on is for those who
// try it.

import type { LossCheck } from './expect-no-loss.ts';
import { lossWhileLive } from './live-losses.ts';
import { lossOfMoving, lossOfMovingOver, lossOfMovingTwice, lossOfWritingOn } from './losses.ts';
import { jsonToSqlite } from './migration.ts';

export interface Property extends Pick<LossCheck, 'lossOf' | 'writesMax' | 'isOver'> {
  readonly says: string;
}

export const PROPERTIES = {
  moving: {
    says: 'every record is accounted for, verified, and comes back byte for byte',
    lossOf: ({ files }) => lossOfMoving(jsonToSqlite, files),
  },
  twice: {
    says: 'a second import changes no byte',
    lossOf: ({ files }) => lossOfMovingTwice(jsonToSqlite, files),
  },
  over: {
    says: 'other files in the place of the first are taken or refused, and what they displace is kept',
    isOver: true,
    lossOf: (passage) => lossOfMovingOver(jsonToSqlite, passage),
  },
  'writing on': {
    says: 'after later writes the files are those that a store of files would hold',
    writesMax: 12,
    lossOf: (passage) => lossOfWritingOn(jsonToSqlite, passage),
  },
  live: {
    says: 'writes in every phase of a live migration end in the same files',
    writesMax: 16,
    lossOf: (passage) => lossWhileLive(passage),
  },
} as const satisfies Readonly<Record<string, Property>>;

export type PropertyName = keyof typeof PROPERTIES;
