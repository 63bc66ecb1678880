// The history of a load as a file, a transaction in a line as the checker takes it in: a finding is checked again from it alone.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { breathe } from '../contract/breathe.ts';
import { History, type HistoryVerdict, type Transaction } from '../histories/index.ts';
import { LineFile } from './line-file.ts';
import { checkedInWords } from './load-history.ts';

/** `record`: what one is called. */
export function historyFile(file: string, record: string): LineFile {
  const lines = new LineFile(file);
  lines.add(JSON.stringify({ record }));
  return lines;
}

/** Rejects where it is none. */
export async function checkedFile(file: string, signal: AbortSignal | null): Promise<HistoryVerdict> {
  const history = new History();
  let record: string | undefined;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    signal?.throwIfAborted();
    if (record === undefined) ({ record = 'record' } = JSON.parse(line) as { readonly record?: string });
    else history.add(JSON.parse(line) as Transaction);
    await breathe();
  }
  return checkedInWords(history, record ?? 'record', signal);
}
