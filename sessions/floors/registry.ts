// Floors by the names that result rows carry.

import { sqliteDriverFloor } from './driver-floor.ts';
import { bytesFloor, jsonParseFloor } from './file-floors.ts';
import type { Floor } from './floor.ts';
import type { FloorName } from './names.ts';
import { objectsFloor } from './objects-floor.ts';

export const FLOORS: Readonly<Record<FloorName, Floor>> = {
  'floor-bytes': bytesFloor,
  'floor-json-parse': jsonParseFloor,
  'floor-objects': objectsFloor,
  'floor-driver': sqliteDriverFloor,
};
