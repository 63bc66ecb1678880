// The checker of histories on the example histories: with each, exactly what is known to be wrong with it.

import { EXAMPLES } from '../../histories/examples/examples.ts';
import { historyOf } from '../../histories/examples/notation.ts';
import { ANOMALY_NAMES, checkHistory } from '../../histories/index.ts';
import { type Checker, unless } from './checker.ts';

export const histories: Checker = async ({ sound, planted }) => {
  for (const { title, history, found } of EXAMPLES) {
    const { counts } = await checkHistory(historyOf(history)).catch(() => ({ counts: { broken: 1 } }));
    const names = ANOMALY_NAMES.filter((name) => name in counts);
    const wanted = ANOMALY_NAMES.filter((name) => found.includes(name));
    const wrong = 'broken' in counts ? 'the check broke off' : unless(names, wanted);
    if (found.length === 0) await sound(title, () => wrong);
    else await planted(title, () => (wrong === null ? names.join(', ') : null));
  }
};
