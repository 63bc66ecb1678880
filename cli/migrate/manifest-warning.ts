// Tells the user of any verb that an archive's damaged manifest was set aside on the way.

import { type ManifestEvent, manifestChannel } from '../../migrate/manifest-event.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';

/** Answers how to stop. */
export function tellOfManifests({ warn }: Context): () => void {
  const listener = (message: unknown): void => {
    const { manifest, keptAs, rows } = message as ManifestEvent;
    warn(
      visibleName(
        `The archive's ${manifest} was damaged. It is kept as ${keptAs}; ${counted(rows, 'sound row')} of it stay listed. ` +
          'The originals are untouched; "ait42-migrate migrate" lists the session files again.',
      ),
    );
  };
  manifestChannel.subscribe(listener);
  return () => manifestChannel.unsubscribe(listener);
}
