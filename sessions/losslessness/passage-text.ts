// A passage as JSON text, so that one that lost something can be printed, kept and played again.

import { isUtf8 } from 'node:buffer';
import { writeJson } from '../../contract/json-text.ts';
import { parseJson } from '../../contract/json-value.ts';
import type { HomeFileContent } from '../arbitraries/legacy-home.ts';
import type { Passage } from './losses.ts';

/** Bytes that are no text are in base64. */
type FileText = Omit<HomeFileContent, 'bytes'> & ({ readonly text: string } | { readonly base64: string });

export const passageText = ({ files, writes, over }: Passage): string =>
  writeJson({ files: files.map(textOf), writes, over: over && { ...over, files: over.files.map(textOf) } });

const textOf = ({ bytes, ...file }: HomeFileContent): FileText =>
  isUtf8(bytes) ? { ...file, text: bytes.toString() } : { ...file, base64: bytes.toString('base64') };

export function readPassage(text: string): Passage {
  const { files, writes, over } = parseJson(text) as unknown as PassageText;
  return { files: files.map(fileOf), writes, over: over && { ...over, files: over.files.map(fileOf) } };
}

interface PassageText extends Omit<Passage, 'files' | 'over'> {
  readonly files: readonly FileText[];
  readonly over: { readonly files: readonly FileText[]; readonly replace: boolean } | null;
}

const fileOf = ({ file, what, isReadable, ...content }: FileText): HomeFileContent => ({
  ...{ file, what, isReadable },
  bytes: 'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64'),
});
