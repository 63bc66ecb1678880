// Whether the content of a definition shows anything. One that is always the same, such as an empty list, is the same of every store.

import { writeJson } from '../contract/json-text.ts';

export interface UnchangedContent {
  readonly times: number;
  /** Answered between the first time and the last. */
  readonly writes: number;
}

/** So much was written, and nothing came of it. Fewer may have left everything as it was. */
const TIMES_MIN = 3;
const WRITES_MIN = 20;

export class ContentsSeen {
  private first: string | undefined;
  private times = 0;
  private writes = 0;
  private isChanged = false;

  written(): void {
    if (this.times > 0) this.writes++;
  }

  seen(content: unknown): void {
    if (this.isChanged) return;
    this.times++;
    const text = writeJson(content);
    this.first ??= text;
    this.isChanged = text !== this.first;
  }

  get unchanged(): UnchangedContent | null {
    const { times, writes } = this;
    return this.isChanged || times < TIMES_MIN || writes < WRITES_MIN ? null : { times, writes };
  }
}
