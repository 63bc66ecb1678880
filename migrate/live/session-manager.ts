// What an app holds: the store of the persisted phase behind the contract, the migration, and the changes of phase. Calls
// wait while the phase changes and then go to the store that answers from there on; a change by another process is seen
// at the next call.

import type { BigIntStats } from 'node:fs';
import { DelegatingStore, storeClosed } from '../../contract/delegating-store.ts';
import { Exclusive } from '../../contract/exclusive.ts';
import type { Control } from '../../contract/progress.ts';
import type { SessionOperations } from '../../contract/store.ts';
import { statsAt } from '../../files/attempt.ts';
import { isSameFile } from '../../impl-json/file-snapshot.ts';
import { DatabaseReplaced } from '../../impl-sqlite/index.ts';
import { type ImportReport, importHome } from '../import-home.ts';
import { withDatabase } from '../with-database.ts';
import { type Certification, certifyImport } from './certify-import.ts';
import { keepDatabaseOnly } from './database-only.ts';
import { autoMigrateChannel, reasonCode } from './events.ts';
import { goBackToFilesAsTheyAre, type TakenOver } from './files-as-they-are.ts';
import { type HomeStatus, homeStatus } from './home-status.ts';
import { archiveDirectory, backupsDirectory, phaseFile } from './live-files.ts';
import { isDatabasePhase, isForward, type Phase } from './phase.ts';
import { changePhase, type PhaseChangeOptions, rollBack } from './phase-change.ts';
import { isSamePhaseState, readPhase } from './phase-file.ts';
import { PhaseMoves, phaseGuard, untilGateOpens } from './phase-gate.ts';
import { openPhaseStore, type PhaseStore, type PhaseStoreOptions } from './phase-store.ts';
import type { ShadowStatus } from './shadow.ts';
import type { AnswerSource } from './snapshot-store.ts';

export type SessionManagerOptions = PhaseStoreOptions;

export interface ManagerStatus extends HomeStatus {
  readonly answers: AnswerSource;
  readonly shadow: ShadowStatus | null;
}

/** What became of a migration in the background; it never rejects. */
export type AutoMigration =
  | { readonly result: 'migrated' | 'nothing to do'; readonly phase: Phase }
  | { readonly result: 'failed'; readonly phase: Phase; readonly reason: string };

/** More changes of phase than one call can meet. */
const TRIES_MAX = 8;

export class SessionManager extends DelegatingStore {
  readonly home: string;
  private readonly options: SessionManagerOptions;
  private readonly exclusive = new Exclusive();
  private current: PhaseStore;
  private phaseStats: BigIntStats | undefined;
  /** False while the phase changes, and after it where the store of the phase could not be opened. */
  private isOpen = true;
  private isClosed = false;

  private constructor(options: SessionManagerOptions, current: PhaseStore, stats: BigIntStats | undefined) {
    super();
    this.home = options.home;
    this.options = options;
    this.current = current;
    this.phaseStats = stats;
  }

  /** E_CORRUPT for an unreadable phase file; what opening the database throws where it answers. */
  static async open(options: SessionManagerOptions): Promise<SessionManager> {
    const stats = statsOf(options.home);
    const state = readPhase(options.home);
    return new SessionManager(options, await openPhaseStore(state, options), stats);
  }

  get phase(): Phase {
    return this.current.phase;
  }

  status(): Promise<ManagerStatus> {
    return this.inTurn(async () => ({
      ...(await homeStatus(this.home)),
      answers: this.current.answers(),
      shadow: this.current.shadow(),
    }));
  }

  /**
   * Imports the session files while the store stays in use, verifies, and writes the certificate where nothing differs.
   * In phase json a file takes the place of what the database holds of it; in the others one that differs is refused in
   * the report, and the database keeps what it holds. What importHome throws.
   */
  async migrate(options: Control = {}): Promise<ImportReport & Certification> {
    const state = await this.inTurn(async () => this.current.state);
    const { phase } = state;
    // Only in phase json are the files certain to be the truth.
    const replace = phase === 'json';
    const { home } = this;
    const isRequired = isDatabasePhase(phase);
    return withDatabase(
      { home },
      async (store) => {
        if (replace) await keepDatabaseOnly(home, store, options.signal);
        const request = { ...options, home, store, archiveDir: archiveDirectory(home) };
        const report = await importHome({ ...request, replace });
        return { ...report, ...(await certifyImport({ ...request, isFileRequired: !isRequired }, report)) };
      },
      { beforeWrite: phaseGuard(home, state), isRequired },
    );
  }

  /** A verified copy of the database, with rotation; answers its file. E_NOT_FOUND where there is no database yet. */
  backup(): Promise<string> {
    const { home } = this;
    return this.inTurn(() =>
      withDatabase({ home }, (store) => store.backupInto(backupsDirectory(home)), { isRequired: true }),
    );
  }

  /** One step; calls wait meanwhile. What changePhase throws: the phase is then what it was. */
  setPhase(to: Phase, options: PhaseChangeOptions = {}): Promise<Phase> {
    return this.changing(async () => (await changePhase(this.home, to, options)).state.phase);
  }

  /** Back, step by step, each verified. What changePhase throws: the phase is then where the steps had come to. */
  rollback({ to = 'json', ...options }: PhaseChangeOptions & { readonly to?: Phase } = {}): Promise<Phase> {
    return this.changing(async () => (await rollBack(this.home, to, options)).phase);
  }

  /**
   * Back to the session files as they are, where the database cannot be read; it is kept aside. E_REFUSED while it can
   * be, and in other phases than sqlite+json.
   */
  goBackToFilesAsTheyAre(): Promise<TakenOver> {
    return this.changing(() => goBackToFilesAsTheyAre(this.home));
  }

  /**
   * For the first launch: imports in the background, then lets the database follow (phase dual). Whatever fails is told
   * in the answer and as an event, and the app stays on its files. Does nothing in a home that somebody took back to an
   * earlier phase: going up again is for them to say.
   */
  async autoMigrate(options: Control = {}): Promise<AutoMigration> {
    try {
      if (this.phase !== 'json' || wasTakenBack(this.home))
        return { result: 'nothing to do', phase: this.phase };
      await this.migrate(options);
      return { result: 'migrated', phase: await this.setPhase('dual', options) };
    } catch (error) {
      const reason = reasonCode(error);
      autoMigrateChannel.publish({ home: this.home, reason });
      return { result: 'failed', phase: this.phase, reason };
    }
  }

  /** Waits until the other side has what the answering one has; false when that cannot be had now. */
  settle(): Promise<boolean> {
    return this.inTurn(() => this.current.settle());
  }

  transaction<T>(workspacePath: string, work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() => this.current.store.transaction(workspacePath, work));
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    await this.exclusive.run(async () => {
      this.isClosed = true;
      await this.current.store.close();
    });
  }

  protected override run<T>(work: (operations: SessionOperations) => Promise<T>): Promise<T> {
    return this.inTurn(() => work(this.current.store));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.exclusive.run(async () => {
      if (this.isClosed) throw storeClosed();
      for (let tries = 1; ; tries++) {
        await this.followPhase();
        try {
          return await work();
        } catch (error) {
          // Another process moves the truth, or replaced it: nothing was written yet, so the work begins again behind that.
          const isMoved = error instanceof PhaseMoves || error instanceof DatabaseReplaced;
          if (!isMoved || tries >= TRIES_MAX) throw error;
          await untilGateOpens(this.home);
        }
      }
    });
  }

  private async followPhase(): Promise<void> {
    if (!this.isOpen) await this.open();
    else if (!isSameFile(this.phaseStats, statsOf(this.home))) await this.reopen();
    else if (!this.current.isInPlace()) await this.openOther();
  }

  /** The store is closed for the change, so that nothing of it is on its way. */
  private changing<T>(change: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.isOpen = false;
      await this.current.store.close();
      try {
        return await change();
      } finally {
        await this.open();
      }
    });
  }

  /** The old one stays where the new one cannot be opened. */
  private async reopen(): Promise<void> {
    const before = this.current;
    if (!isSamePhaseState(readPhase(this.home), before.state)) {
      await this.open();
      await before.store.close();
    } else {
      this.phaseStats = statsOf(this.home);
    }
  }

  /** Another database stands under the name, or none. Of one that was removed, what the files lack is brought there first. */
  private async openOther(): Promise<void> {
    const before = this.current;
    await before.settle();
    await this.open();
    await before.store.close();
  }

  private async open(): Promise<void> {
    const stats = statsOf(this.home);
    this.current = await openPhaseStore(readPhase(this.home), this.options);
    this.phaseStats = stats;
    this.isOpen = true;
  }
}

const wasTakenBack = (home: string): boolean =>
  readPhase(home).history.some(({ from, to }) => isForward(to, from));

const statsOf = (home: string): BigIntStats | undefined => statsAt(phaseFile(home));
