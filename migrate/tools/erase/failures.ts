// What an erasure could not reach, one by one: where one file fails it is named with the reason, and the others are done all the same.

import { StoreError } from '../../../contract/errors.ts';

export interface NotErased {
  /** Relative to the home, with forward slashes, or a whole path outside it. */
  readonly file: string;
  readonly reason: string;
}

export class Failures {
  readonly failed: NotErased[];
  /** Something was in use: closing the program that uses it and running again may be all that is needed. */
  isLocked = false;

  constructor(failed: readonly NotErased[]) {
    this.failed = [...failed];
  }

  /** A file is named once. */
  fail(file: string, { code, message: reason }: Pick<StoreError, 'code' | 'message'>): void {
    this.isLocked ||= code === 'E_LOCKED';
    this.leave(file, reason);
  }

  leave(file: string, reason: string): void {
    if (!this.failed.some((each) => each.file === file)) this.failed.push({ file, reason });
  }

  /** What `work` answers; undefined when it failed. An interruption comes out. */
  async visit<T>(file: string, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === 'E_ABORTED') throw error;
      this.fail(file, error);
      return undefined;
    }
  }

  /** Whether `work` was done. */
  async isDone(file: string, work: () => unknown): Promise<boolean> {
    const isDone = await this.visit(file, async () => {
      await work();
      return true;
    });
    return isDone === true;
  }
}
