// How long this machine takes to make a page durable: the floor under every durable write that is measured on it.

import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { medianOf } from '../statistics/quantile.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const PROBES = 15;
const PAGE_BYTES = 4096;
/** A disk that needs seconds for an fsync is told apart from others by fewer probes. */
const PROBE_NS_MAX = 1_000_000_000n;

/** Median nanoseconds of write + fsync of one page in a temporary file in the directory, removed afterwards. */
export async function fsyncMedianNs(directory: string): Promise<number> {
  const folder = makeTemporaryFolder('fsync-probe-', directory);
  try {
    return Math.round(medianOf(await probe(join(folder, 'page'))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function probe(file: string): Promise<number[]> {
  const page = Buffer.alloc(PAGE_BYTES, 0x5a);
  const samplesNs: number[] = [];
  const handle = await open(file, 'w', 0o600);
  try {
    const start = process.hrtime.bigint();
    while (samplesNs.length < PROBES && process.hrtime.bigint() - start < PROBE_NS_MAX) {
      const before = process.hrtime.bigint();
      await handle.write(page, 0, PAGE_BYTES, 0);
      await handle.sync();
      samplesNs.push(Number(process.hrtime.bigint() - before));
    }
  } finally {
    await handle.close();
  }
  return samplesNs;
}
