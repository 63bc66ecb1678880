// Changes the phase of a home, or rolls it back, and kills itself at the nth change of the file system:
// node kill-child.ts HOME TO NTH

import { isPhase } from '../phase.ts';
import { changePhase, rollBack } from '../phase-change.ts';
import { dieAt } from './dying-fs.ts';

const [home = '', to = '', nth = '0'] = process.argv.slice(2);
dieAt(Number(nth), 'kill');
const waived = ['comparisons', 'certificate', 'backup', 'no-asides'] as const;
if (isPhase(to)) await changePhase(home, to, { waived });
else await rollBack(home, 'json', { waived });
