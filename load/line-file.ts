// A file of lines that grows, handed to the system whole and in order: at once where that is asked for, else by the buffer.

import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFERED_MAX = 16_384;

/** Answers how many bytes were written. */
type Write = (descriptor: number, bytes: Uint8Array) => number;

export class LineFile {
  private readonly descriptor: number;
  private readonly write: Write;
  private buffered = '';

  constructor(file: string, write: Write = writeSync) {
    this.descriptor = openSync(file, 'a', 0o600);
    this.write = write;
  }

  add(line: string, isHandedOver = false): void {
    this.buffered += `${line}\n`;
    if (isHandedOver || this.buffered.length > BUFFERED_MAX) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    let rest = Buffer.from(this.buffered);
    this.buffered = '';
    // A disk that gets full takes a part; what then is left is refused.
    while (rest.length > 0) rest = rest.subarray(this.write(this.descriptor, rest));
  }
}
