import { describe, expect, test } from 'vitest';
import { checkedSession } from './arguments.ts';
import {
  requireStrict,
  requireStrictInstanceStatus,
  requireStrictMessage,
  STRICT_LIMITS,
} from './strict-mode.ts';

const TIME = '2025-11-12T14:00:00Z';
const instance = (more: Record<string, unknown> = {}) => ({
  ...{ instanceId: 1, worktreePath: '/w', branch: 'b', agentName: 'a', status: 'idle', tmuxSessionId: '' },
  ...more,
});
const message = (more: Record<string, unknown> = {}) => ({
  ...{ id: 'm', role: 'user', content: '', timestamp: TIME, instanceId: null },
  ...more,
});
const session = (more: Record<string, unknown> = {}) =>
  checkedSession({
    ...{ id: 's', type: 'competition', task: 't', status: 'running', createdAt: TIME, updatedAt: TIME },
    ...{ instances: [instance()], chatHistory: [], ...more },
  });

const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('strict mode takes', () => {
  test.each([
    session(),
    session({ status: 'round_3', completedAt: TIME }),
    session({ instances: numbered(10, (instanceId) => instance({ instanceId, runtime: 'gemini' })) }),
    session({ chatHistory: numbered(2, (index) => message({ id: `${index}` })) }),
    session({ id: 'x'.repeat(STRICT_LIMITS.idLengthMax) }),
  ])('an ordinary session (%#)', (value) =>
    expect(() => requireStrict(value, [{ id: 'other' }])).not.toThrow(),
  );
});

describe('strict mode refuses', () => {
  test.each<[string, Record<string, unknown>]>([
    ['/id', { id: '' }],
    ['/id', { id: 'x'.repeat(STRICT_LIMITS.idLengthMax + 1) }],
    ['/id', { id: 'taken' }],
    ['/type', { type: 'Debate' }],
    ['/task', { task: '' }],
    ['/task', { task: 'x'.repeat(STRICT_LIMITS.taskLengthMax + 1) }],
    ['/status', { status: 'round_4' }],
    ['/createdAt', { createdAt: 'yesterday' }],
    ['/updatedAt', { updatedAt: '2025-02-30T00:00:00Z' }],
    ['/completedAt', { completedAt: '' }],
    ['/instances', { instances: [] }],
    ['/instances', { instances: numbered(11, (instanceId) => instance({ instanceId })) }],
    ['/instances/1/instanceId', { instances: [instance(), instance()] }],
    ['/instances/0/status', { instances: [instance({ status: 'busy' })] }],
    ['/instances/0/agentName', { instances: [instance({ agentName: '' })] }],
    ['/instances/0/worktreePath', { instances: [instance({ worktreePath: '' })] }],
    ['/instances/0/runtime', { instances: [instance({ runtime: '' })] }],
    [
      '/instances/0/output',
      { instances: [instance({ output: 'x'.repeat(STRICT_LIMITS.outputLengthMax + 1) })] },
    ],
    [
      '/chatHistory',
      { chatHistory: numbered(STRICT_LIMITS.messagesMax + 1, (index) => message({ id: `${index}` })) },
    ],
    ['/chatHistory/1/id', { chatHistory: [message(), message()] }],
    ['/chatHistory/0/id', { chatHistory: [message({ id: '' })] }],
    ['/chatHistory/0/role', { chatHistory: [message({ role: 'User' })] }],
    ['/chatHistory/0/timestamp', { chatHistory: [message({ timestamp: '2025-11-12' })] }],
    [
      '/chatHistory/0/content',
      { chatHistory: [message({ content: 'x'.repeat(STRICT_LIMITS.contentLengthMax + 1) })] },
    ],
  ])('%s (%#)', (pointer, more) => {
    expect(() => requireStrict(session(more), [{ id: 'taken' }])).toThrow(
      expect.objectContaining({ code: 'E_STRICT', data: { pointer } }),
    );
  });

  test('a message beyond the limit, of a known id, or with a wrong role', () => {
    const plain = message() as Parameters<typeof requireStrictMessage>[0];
    expect(() => requireStrictMessage(plain, [])).not.toThrow();
    expect(() => requireStrictMessage(plain, [plain])).toThrow('the id is in use');
    expect(() => requireStrictMessage(plain, new Array(STRICT_LIMITS.messagesMax).fill(plain))).toThrow(
      'too many',
    );
    expect(() => requireStrictMessage({ ...plain, role: '' }, [])).toThrow(
      'must be one of user, assistant, system',
    );
  });

  test('an instance status outside the vocabulary', () => {
    expect(() => requireStrictInstanceStatus('archived')).not.toThrow();
    expect(() => requireStrictInstanceStatus('round_1')).toThrow('/newStatus');
  });
});

test('a session may have the most messages that the limits allow', () => {
  const many = session({
    chatHistory: numbered(STRICT_LIMITS.messagesMax, (index) => message({ id: `${index}` })),
  });
  expect(() => requireStrict(many, [])).not.toThrow();
});
