// Opens the store that answers in a phase, behind one face: the contract, and what the phase has to say of itself.

import type { SessionStore, StoreOptions } from '../../contract/store.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { DualStore, type DualStoreOptions } from './dual-store.ts';
import type { Phase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { isGateClosed, phaseGuard } from './phase-gate.ts';
import type { ShadowStatus } from './shadow.ts';
import { type AnswerSource, SnapshotStore, type SnapshotStoreOptions } from './snapshot-store.ts';

export type PhaseStoreOptions = StoreOptions &
  Pick<DualStoreOptions, 'home' | 'lockWaitMs' | 'compareOneIn' | 'seed'> &
  Pick<SnapshotStoreOptions, 'jsonBackup' | 'timers'>;

export interface PhaseStore {
  readonly phase: Phase;
  readonly store: SessionStore;
  readonly answers: () => AnswerSource;
  /** Phase dual only. */
  readonly shadow: () => ShadowStatus | null;
  /** Waits until the other side has what the answering one has; false when that cannot be had now. */
  readonly settle: () => Promise<boolean>;
}

const FROM_FILES: AnswerSource = { source: 'json', reason: null, staleSince: null };
const FROM_DATABASE: AnswerSource = { source: 'sqlite', reason: null, staleSince: null };

/** What opening the database throws, in the phases in which it answers. */
export async function openPhaseStore(phase: Phase, options: PhaseStoreOptions): Promise<PhaseStore> {
  const beforeWrite = phaseGuard(options.home, phase);
  const alone = { phase, shadow: () => null, settle: async () => true };
  switch (phase) {
    case 'json':
      return {
        ...alone,
        store: openJsonStore({ ...options, mode: 'safe', beforeWrite }),
        answers: () => FROM_FILES,
      };
    case 'dual': {
      const mayFollow = (): boolean =>
        !isGateClosed(options.home) && readPhase(options.home).phase === 'dual';
      const store = new DualStore({ ...options, beforeWrite, mayFollow });
      return {
        phase,
        store,
        answers: () => FROM_FILES,
        shadow: () => store.shadow.status(),
        settle: () => store.drain(),
      };
    }
    case 'sqlite+json': {
      const store = await SnapshotStore.open({ ...options, beforeWrite });
      return { ...alone, store, answers: () => store.answers, settle: () => store.flush() };
    }
    case 'sqlite': {
      const { home, ...rest } = options;
      return {
        ...alone,
        store: await openSqliteStore({ home }, { ...rest, beforeWrite, isRequired: true }),
        answers: () => FROM_DATABASE,
      };
    }
  }
}
