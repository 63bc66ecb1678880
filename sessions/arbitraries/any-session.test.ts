import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrarySession } from './any-session.ts';
import { MODELS, RUNTIMES, TYPES, WORDS } from './hurtful-values.ts';

test('types that UTF-16 and UTF-8 order otherwise come up, and any text in every text field', () => {
  const sessions = fc.sample(arbitrarySession, { seed: 1, numRuns: 500 });
  const instances = sessions.flatMap((session) => session.instances);
  const types = new Set(sessions.map(({ type }) => type));
  for (const type of ['debate', '😀', '～']) expect(types).toContain(type);
  const texts = {
    type: sessions.map(({ type }) => type),
    model: [...sessions, ...instances].map(({ model }) => model ?? ''),
    runtimeMix: sessions.flatMap(({ runtimeMix }) => runtimeMix ?? []),
    branch: instances.map(({ branch }) => branch),
    agentName: instances.map(({ agentName }) => agentName),
    worktreePath: instances.map(({ worktreePath }) => worktreePath),
    tmuxSessionId: instances.map(({ tmuxSessionId }) => tmuxSessionId),
  };
  const known = new Set([
    ...TYPES,
    ...MODELS,
    ...RUNTIMES,
    ...WORDS,
    ...WORDS.map((word) => `/work/${word}`),
  ]);
  for (const [field, values] of Object.entries(texts)) {
    const odd = values.filter((text) => !known.has(text) && !/^(agent|tmux)-\d$/i.test(text));
    expect(odd.length, field).toBeGreaterThan(0);
  }
});
