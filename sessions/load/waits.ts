// Calls that met another process and waited for it: each is told once, however often it tried again.

import { type LockWait, lockWaitChannel } from '../../files/file-lock.ts';
import type { BusyRetry } from '../../impl-sqlite/events.ts';
import { busyChannel } from '../../impl-sqlite/events.ts';

export function onWait(told: () => void): () => void {
  const listen = (message: unknown): void => {
    if ((message as BusyRetry | LockWait).attempt === 1) told();
  };
  const channels = [busyChannel, lockWaitChannel];
  for (const channel of channels) channel.subscribe(listen);
  return () => {
    for (const channel of channels) channel.unsubscribe(listen);
  };
}
