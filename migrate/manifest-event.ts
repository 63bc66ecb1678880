// What is told, through node:diagnostics_channel, when an archive's damaged manifest was set aside: paths and counts only.

import { type Channel, channel } from 'node:diagnostics_channel';

export interface ManifestEvent {
  readonly manifest: string;
  /** Where the damaged one is kept. */
  readonly keptAs: string;
  /** Rows that were sound and stay listed. */
  readonly rows: number;
}

/** Messages are {@link ManifestEvent}. */
export const manifestChannel: Channel = channel('storeproof:migrate:manifest');
