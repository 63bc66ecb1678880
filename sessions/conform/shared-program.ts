// One process of a program for several checks, because many take a second to start. After a check that failed, the next
// one gets a new process: what the failure left behind is not its affair.

import type { ProgramStore, SessionSubject } from '../../subjects/index.ts';
import type { OperationVerdict } from './operation-verdict.ts';

export type ProgramCheck = (store: ProgramStore) => Promise<OperationVerdict>;

export class SharedProgram {
  private readonly subject: SessionSubject;
  private readonly home: string;
  private store: ProgramStore | undefined;

  constructor(subject: SessionSubject, home: string) {
    this.subject = subject;
    this.home = home;
  }

  /** Throws what opening the subject throws. */
  async run(check: ProgramCheck): Promise<OperationVerdict> {
    this.store ??= (await this.subject.open(this.home)) as ProgramStore;
    const verdict = await check(this.store);
    if (verdict.verdict === 'fail') await this.close();
    return verdict;
  }

  async close(): Promise<void> {
    const { store } = this;
    this.store = undefined;
    await store?.close();
  }
}
