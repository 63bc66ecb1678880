// Takes the rows of a run: into the result file at once, so that they survive whatever happens next, and kept for
// the verdict at the end.

import type { BodyRow, Check, Machine } from '../contract/result.ts';
import { ResultWriter, type RunHeader } from '../contract/result-file.ts';

export class Recorder {
  readonly file: string;
  private readonly writer: ResultWriter;
  private readonly listener: (row: BodyRow) => void;
  private readonly checksSeen: Check[] = [];

  /** The listener hears of each row after it is in the file. */
  constructor(file: string, header: RunHeader, listener: (row: BodyRow) => void = () => {}) {
    this.file = file;
    this.writer = new ResultWriter(file, header);
    this.listener = listener;
  }

  readonly record = (row: BodyRow): void => {
    this.writer.append(row);
    if (row.row === 'check') this.checksSeen.push(row);
    this.listener(row);
  };

  get checks(): readonly Check[] {
    return this.checksSeen;
  }

  close(outcome: 'complete' | 'interrupted', machine?: Machine): void {
    this.writer.close(outcome, { machine });
  }
}
