// The history of a load as a file, a transaction in a line as the checker takes it in: a finding is checked again from it alone.

import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { breathe } from '../contract/breathe.ts';
import { History, type HistoryVerdict, type Transaction } from '../histories/index.ts';
import { checkedInWords } from './load-history.ts';

const BUFFERED_MAX = 65_536;

export class HistoryFile {
  private readonly descriptor: number;
  private buffered: string;

  /** `record`: what one is called. */
  constructor(file: string, record: string) {
    this.descriptor = openSync(file, 'w', 0o600);
    this.buffered = `${JSON.stringify({ record })}\n`;
  }

  add(transaction: Transaction): void {
    this.buffered += `${JSON.stringify(transaction)}\n`;
    if (this.buffered.length > BUFFERED_MAX) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    let rest = Buffer.from(this.buffered);
    this.buffered = '';
    while (rest.length > 0) rest = rest.subarray(writeSync(this.descriptor, rest));
  }
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
