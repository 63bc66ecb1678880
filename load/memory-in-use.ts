// What the process of a worker holds once what nobody needs any more is gone. Resident memory alone does not say: the old generation of a
// worker rises by a hundred megabytes until it is collected, and V8 keeps pages that it freed (docs/adr/0038). So a soak has the whole
// heap collected now and then, in the way that gives all free pages back, and then looks: at what is left of the heap, which is exact, and at all
// that is resident, which on a busy machine is so to a megabyte. What it saw is in a file, for the parent.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface InUse {
  readonly heapBytes: number;
  /** The heap and all else. */
  readonly inUseBytes: number;
}

export class MemoryInUse {
  private readonly file: number;
  private readonly everyNs: number;
  private readonly collect: () => void;
  private nextNs = 0;

  constructor(file: string, everyMs: number, collect: () => void = fullCollection()) {
    this.file = openSync(file, 'w');
    this.everyNs = everyMs * 1e6;
    this.collect = collect;
  }

  /** To be called between two calls. Answers whether it took time. */
  look(nowNs: number): boolean {
    if (nowNs < this.nextNs) return false;
    this.nextNs = nowNs + this.everyNs;
    this.collect();
    // In one call and of one length, so that nobody reads half of it.
    writeSync(this.file, `${getHeapStatistics().used_heap_size} ${ownBytes()}`.padEnd(TEXT_LENGTH), 0);
    return true;
  }

  close(): void {
    closeSync(this.file);
  }
}

const TEXT_LENGTH = 40;

/** Without pages of files, which are the system's: SQLite maps an index of its log, and that grows and shrinks with the log. */
function ownBytes(): number {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return 1024 * Number(kilobytes);
  } catch {}
  return process.memoryUsage.rss();
}

/** On any Node, without an option of its command line. An ordinary full collection keeps free pages: up to 130 MB were seen. */
function fullCollection(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  return () => collect({ type: 'major', flavor: 'last-resort', execution: 'sync' });
}

/** Of all workers together; null as long as one of them has not told. */
export function memoryInUse(files: readonly string[]): InUse | null {
  const all = files.map(told);
  if (all.length === 0 || all.includes(null)) return null;
  const sum = (figure: (one: InUse) => number): number =>
    (all as InUse[]).reduce((total, one) => total + figure(one), 0);
  return { heapBytes: sum(({ heapBytes }) => heapBytes), inUseBytes: sum(({ inUseBytes }) => inUseBytes) };
}

function told(file: string): InUse | null {
  try {
    const [heapBytes, inUseBytes] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
    return heapBytes === undefined || inUseBytes === undefined ? null : { heapBytes, inUseBytes };
  } catch {
    return null;
  }
}
