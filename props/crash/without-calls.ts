// The calls of a program as if it were careless: planted, for the check of power cuts to find out.

import type { UnsafeStore } from '../../definition/changes.ts';
import type { TracedCall } from '../system-calls/trace.ts';

export function callsWithout(
  calls: readonly TracedCall[],
  without: UnsafeStore<unknown>['without'],
): readonly TracedCall[] {
  switch (without) {
    case 'syncs':
      return calls.filter(({ call }) => call !== 'sync');
    case 'syncs of folders': {
      const files = new Set(calls.flatMap((call) => (call.call === 'write' ? [call.inode] : [])));
      return calls.filter((call) => call.call !== 'sync' || files.has(call.inode));
    }
    case 'renames':
      return inPlace(calls);
    default:
      return calls;
  }
}

/** A file that gets the name of another one later is that one from the beginning, emptied first. */
function inPlace(calls: readonly TracedCall[]): TracedCall[] {
  const names = new Map(
    calls.flatMap((call) => (call.call === 'rename' ? [[call.from, call.to] as const] : [])),
  );
  return calls.flatMap((call): TracedCall[] => {
    if (call.call === 'rename') return [];
    const to = call.call === 'open' ? names.get(call.path) : undefined;
    return [call.call === 'open' && to !== undefined ? { ...call, path: to, empties: true } : call];
  });
}
