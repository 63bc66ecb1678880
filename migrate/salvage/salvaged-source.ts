// A damaged file as an import takes it when its complete records shall stand for it.

import { contentOf } from '../content-tally.ts';
import type { DamagedSource, ReadableSource } from '../import-source.ts';
import { salvage } from './salvage.ts';

/** Records are looked for in the whole file at once. */
const SALVAGED_BYTES_MAX = 256 * 1024 * 1024;

/** The file as it was given when it holds no complete record, or is too large. E_FOREIGN_WRITE when it changed. */
export function salvagedSource(source: DamagedSource): ReadableSource | DamagedSource {
  if (source.sizeBytes > SALVAGED_BYTES_MAX) {
    return { ...source, reason: `${source.reason} (above ${SALVAGED_BYTES_MAX} bytes nothing is salvaged)` };
  }
  const original = Buffer.isBuffer(source.original) ? source.original : wholeOf(source.original.chunks());
  const { sessions, recovered, lost } = salvage(original);
  if (sessions.length === 0) return source;
  const { reason, ...identity } = source;
  return {
    ...identity,
    original,
    state: 'readable',
    sessions,
    content: contentOf(sessions),
    salvage: { reason, recovered, lost },
  };
}

/** Copies, because the chunks share one buffer. */
function wholeOf(chunks: Iterable<Buffer>): Buffer {
  const parts: Buffer[] = [];
  for (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}
