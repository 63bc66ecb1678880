// Bytes to lines, with a limit on the length of one. A longer line is dropped as it comes, so that its length never
// takes memory, and reported in its place.

/** The longest request or answer, in bytes: a session with the largest output of strict mode, escaped, and to spare. */
export const LINE_BYTES_MAX: number = 256 * 1024 * 1024;

export type Line = { readonly bytes: Buffer } | { readonly isTooLong: true };

const LF = 0x0a;

export class LineSplitter {
  private readonly lineBytesMax: number;
  private parts: Buffer[] = [];
  private sizeBytes = 0;

  constructor(lineBytesMax: number) {
    this.lineBytesMax = lineBytesMax;
  }

  /** The lines that a chunk completes, without their LF. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.keep(chunk.subarray(start, end));
      lines.push(this.taken());
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  /** The unfinished line at the end of the input, if there is one. */
  end(): Line[] {
    return this.sizeBytes === 0 ? [] : [this.taken()];
  }

  private keep(part: Buffer): void {
    this.sizeBytes += part.length;
    if (this.sizeBytes > this.lineBytesMax) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private taken(): Line {
    const isTooLong = this.sizeBytes > this.lineBytesMax;
    const bytes = this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
    this.parts = [];
    this.sizeBytes = 0;
    return isTooLong ? { isTooLong } : { bytes };
  }
}
