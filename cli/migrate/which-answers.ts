// Which side answers in each phase, in the words of every verb that tells it.

import type { Phase } from '../../migrate/live/phase.ts';

export const ANSWERS: Readonly<Record<Phase, string>> = {
  json: 'the session files answer, nothing follows',
  dual: 'the session files answer, the database follows',
  'sqlite+json': 'the database answers, the session files follow',
  sqlite: 'the database answers alone',
};
