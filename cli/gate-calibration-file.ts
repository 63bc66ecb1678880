// The calibration of one class of machines, beside the runs of a definition. Gates on such a machine take their floors from
// it, and a later calibration goes on with its counts. To calibrate anew, remove the file. What was counted beside busy
// neighbours has a file of its own, which no gate takes: a floor never comes down, so it would stay that of a busy hour.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { StoreError } from '../contract/errors.ts';
import { writeDurably } from '../files/durable-file.ts';
import { type CalibrationRow, calibrationSchema } from '../results/calibration.ts';
import { runsOf } from './run-folder.ts';
import { shownPath } from './shown-path.ts';

/** Counts of another rule of decision say nothing of this one: it is part of the name of a file. */
const SCHEMA = 'storeproof.calibration/2';

const fileSchema = z.object({
  schema: z.literal(SCHEMA),
  machine: z.string(),
  rows: z.array(calibrationSchema),
});

/** What figures depend on and is equal on machines that may share a calibration. */
const machineClass = (): string =>
  [
    os.cpus()[0]?.model.trim() ?? 'unknown processor',
    `${os.availableParallelism()} processors`,
    `${os.platform()} ${os.arch()}`,
    `Node ${process.versions.node.split('.')[0]}`,
  ].join(', ');

/** In the folder of the runs of a definition. `config`: as typed or found. */
export function calibrationFile(
  definition: string,
  config: string | undefined,
  { isBusy = false }: { readonly isBusy?: boolean } = {},
): string {
  const name = createHash('sha256')
    .update(JSON.stringify([SCHEMA, machineClass(), definition]))
    .digest('hex');
  return join(
    runsOf(definition, config).folder,
    `calibration-${isBusy ? 'busy-' : ''}${name.slice(0, 12)}.json`,
  );
}

/** None where there is no file. E_PARSE for one that is not ours, or damaged. */
export function readCalibration(file: string): CalibrationRow[] {
  if (!existsSync(file)) return [];
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).rows;
  } catch (cause) {
    throw new StoreError(
      'E_PARSE',
      `The calibration ${shownPath(file)} cannot be read. Nothing was measured. Remove it, and calibrate again.`,
      { cause },
    );
  }
}

export const writeCalibration = (file: string, rows: readonly CalibrationRow[]): void =>
  writeDurably(
    file,
    Buffer.from(`${JSON.stringify({ schema: SCHEMA, machine: machineClass(), rows }, null, 1)}\n`),
  );
