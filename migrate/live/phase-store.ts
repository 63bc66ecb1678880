// Opens the store that answers in a phase, behind one face: the contract, and what the phase has to say of itself.

import type { SessionStore, StoreOptions } from '../../contract/store.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { DualStore, type DualStoreOptions } from './dual-store.ts';
import { openingFailure } from './lost-database.ts';
import type { Phase } from './phase.ts';
import { isSamePhaseState, type PhaseState, readPhase } from './phase-file.ts';
import { isGateClosed, phaseGuard } from './phase-gate.ts';
import type { ShadowStatus } from './shadow.ts';
import { type AnswerSource, SnapshotStore, type SnapshotStoreOptions } from './snapshot-store.ts';

export type PhaseStoreOptions = StoreOptions &
  Pick<DualStoreOptions, 'home' | 'lockWaitMs' | 'compareOneIn' | 'seed'> &
  Pick<SnapshotStoreOptions, 'jsonBackup' | 'timers'>;

export interface PhaseStore {
  readonly phase: Phase;
  /** In which it was opened. */
  readonly state: PhaseState;
  readonly store: SessionStore;
  readonly answers: () => AnswerSource;
  /** Phase dual only. */
  readonly shadow: () => ShadowStatus | null;
  /** Waits until the other side has what the answering one has; false when that cannot be had now. */
  readonly settle: () => Promise<boolean>;
  /** False when a database that answers was replaced or removed since. */
  readonly isInPlace: () => boolean;
}

const FROM_FILES: AnswerSource = { source: 'json', reason: null, staleSince: null };
const FROM_DATABASE: AnswerSource = { source: 'sqlite', reason: null, staleSince: null };

/** What opening the database throws, in the phases in which it answers. */
export async function openPhaseStore(state: PhaseState, options: PhaseStoreOptions): Promise<PhaseStore> {
  const { phase } = state;
  const beforeWrite = phaseGuard(options.home, state);
  const isStill = (): boolean => isSamePhaseState(readPhase(options.home), state);
  const alone = { phase, state, shadow: () => null, settle: async () => true, isInPlace: () => true };
  switch (phase) {
    case 'json':
      return {
        ...alone,
        store: openJsonStore({ ...options, mode: 'safe', beforeWrite }),
        answers: () => FROM_FILES,
      };
    case 'dual': {
      const mayFollow = (): boolean => !isGateClosed(options.home) && isStill();
      const store = new DualStore({ ...options, beforeWrite, mayFollow });
      return {
        ...alone,
        store,
        answers: () => FROM_FILES,
        shadow: () => store.shadow.status(),
        settle: () => store.drain(),
      };
    }
    case 'sqlite+json': {
      const store = await SnapshotStore.open({ ...options, beforeWrite, mayWriteFiles: isStill });
      return {
        ...alone,
        store,
        answers: () => store.answers,
        settle: () => store.flush(),
        isInPlace: () => store.isInPlace,
      };
    }
    case 'sqlite': {
      const { home, ...rest } = options;
      const required = { ...rest, beforeWrite, isRequired: true };
      const store = await openSqliteStore({ home }, required).catch((error) => {
        throw openingFailure(error, phase, home);
      });
      return {
        ...alone,
        store,
        answers: () => FROM_DATABASE,
        isInPlace: () => store.standing() === 'same',
      };
    }
  }
}
