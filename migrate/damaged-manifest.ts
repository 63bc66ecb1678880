// A damaged manifest blocks nobody: it only lists the originals, which are named by their digests. Its sound rows count, it
// is kept under another name, and imports list the files that are there again.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { attempt } from '../files/attempt.ts';
import { bytesAt, createDurably, writeDurably } from '../files/durable-file.ts';
import { Archive, manifestOf, originalOf } from './archive.ts';
import { type ArchivedOriginal, isOfThisSchema, soundRows, writeManifest } from './manifest.ts';
import { type ManifestEvent, manifestChannel } from './manifest-event.ts';
import { stateAt } from './stream/file-source.ts';

export interface ReadArchive {
  readonly archive: Archive;
  /** Why the archive lists only what is sound in its manifest; undefined for a manifest that is whole. */
  readonly damage: StoreError | undefined;
}

const DAMAGED = '.damaged-';

/** As opening the archive, but a damaged manifest counts as far as it is sound. Changes nothing. E_NEWER_VERSION, E_IO. */
export function readArchive(directory: string): ReadArchive {
  try {
    return { archive: new Archive(directory), damage: undefined };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'E_CORRUPT') throw error;
    const text = bytesAt(manifestOf(directory))?.toString('utf8') ?? '';
    if (!isOfThisSchema(text)) throw error;
    return { archive: new Archive(directory, rowsWithOriginal(directory, text)), damage: error };
  }
}

/** With the archive locked: keeps a damaged manifest as `manifest.json.damaged-TIME`, then writes its sound rows. */
export function openMended(directory: string): Archive {
  const { archive, damage } = readArchive(directory);
  if (damage === undefined) return archive;
  const manifest = manifestOf(directory);
  const keptAs = `${manifest}${DAMAGED}${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  const rows = archive.originals();
  createDurably(keptAs, bytesAt(manifest) ?? Buffer.alloc(0));
  writeDurably(manifest, Buffer.from(writeManifest(rows)));
  manifestChannel.publish({ manifest, keptAs, rows: rows.length } satisfies ManifestEvent);
  return archive;
}

/** Manifests that were set aside. E_IO. */
export const damagedManifests = (directory: string): string[] =>
  attempt('list', directory, () => readdirSync(directory))
    .filter((name) => name.startsWith(`${basename(manifestOf(directory))}${DAMAGED}`))
    .map((name) => join(directory, name));

const rowsWithOriginal = (directory: string, text: string): ArchivedOriginal[] =>
  soundRows(text).filter(
    ({ sha256, sizeBytes }) => stateAt(originalOf(directory, sha256))?.size === BigInt(sizeBytes),
  );
