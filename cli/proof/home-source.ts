// The home under proof: a copy of the user's, or one that is generated to look like real use.

import type { ProgressListener } from '../../contract/progress.ts';
import { writeLegacyHome } from '../../sessions/legacy-home.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';
import { copyHome } from './copy-home.ts';

export interface HomeChoice {
  /** Undefined: generate one. */
  readonly from: string | undefined;
  /** In an existing directory. */
  readonly to: string;
  readonly seed: number;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

export interface PreparedHome {
  /** For people: what it is and where it comes from. */
  readonly description: string;
  /** Why each file that the copy lacks cannot be read, by its name. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Throws what copyHome throws. */
export async function prepareHome(choice: HomeChoice): Promise<PreparedHome> {
  const { from, to } = choice;
  if (from === undefined) {
    const files = writeLegacyHome(to, { seed: choice.seed });
    return {
      unread: new Map(),
      description:
        `No --home was given, so the run uses a generated one: ${files.length} files that look like real use, ` +
        `with the oddities of real files (seed ${choice.seed}).`,
    };
  }
  const { files, bytes, unread } = await copyHome(from, to, choice);
  const sums = `${counted(files, 'session file')} (${counted(bytes, 'byte')}) of ${from} copied`;
  const lacking = [...unread]
    .map(([file, reason]) => `\n  refused: ${visibleName(`${file}: ${reason}`)}`)
    .join('');
  return {
    unread,
    description: `${sums}; the originals are only read.${lacking}`,
  };
}
