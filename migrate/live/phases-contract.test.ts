// The contract, kept by the manager in every phase: an app that holds it sees no difference.

import { registerContractSuite } from '../../sessions/suite/contract-suite.ts';
import { PHASES, type Phase, stepsBetween } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { SessionManager } from './session-manager.ts';
import { waived } from './suite/live-home.ts';

for (const phase of PHASES) {
  registerContractSuite({
    name: `the manager in phase ${phase}`,
    isPersistent: true,
    isRemote: false,
    open: async (home, options = {}) => {
      await bring(home, phase);
      return SessionManager.open({ home, ...options, compareOneIn: 1 });
    },
  });
}

async function bring(home: string, phase: Phase): Promise<void> {
  const manager = await SessionManager.open({ home });
  for (const step of stepsBetween(readPhase(home).phase, phase)) await manager.setPhase(step, { waived });
  await manager.close();
}
