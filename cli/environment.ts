// The machine and the versions that a result was made with. Every result file carries them, because a duration means
// nothing without them.

import os from 'node:os';
import type { Environment } from '../results/result.ts';
import { fileSystemType } from './file-system-type.ts';
import { fsyncMedianNs } from './fsync-probe.ts';
import { loadAverage } from './machine/watch.ts';

/** `directory` is where the measured stores will live; a few pages are written and synced there. */
export async function captureEnvironment(
  directory: string,
  versions: Environment['versions'],
): Promise<Environment> {
  const cpus = os.cpus();
  const load = loadAverage();
  return {
    platform: `${os.platform()} ${os.release()}`,
    architecture: os.arch(),
    cpuModel: cpus[0]?.model ?? 'unknown',
    cpuCount: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    nodeVersion: process.versions.node,
    versions,
    fileSystem: await fileSystemType(directory),
    fsyncNsP50: await fsyncMedianNs(directory),
    ...(load !== undefined && { loadAverage: load }),
  };
}
