// Only a peer that obeys the contract gets figures. Those that are not installed are shown as skipped.

import { test } from 'vitest';
import { registerContractSuite } from '../../props/suite/contract-suite.ts';
import { missingPackages, PEER_NAMES, peerNamed } from './index.ts';

for (const name of PEER_NAMES) {
  const missing = missingPackages(name);
  if (missing.length === 0) registerContractSuite(peerNamed(name));
  else test.skip(`${name} obeys the contract (not installed: ${missing.join(', ')}; npm run peers)`);
}
