import { expect, test } from 'vitest';
import { createRequest, idRequest, requireWorkspace, statusRequest, updateRequest } from './requests.ts';
import { workspaceHash } from './workspace.ts';

const workspace = (path: string) => ({ path, hash: workspaceHash(path) });

test.each([
  ['createSession', 'Cannot create session: workspace path is empty. Please open a valid Git repository.'],
  ['updateSession', 'Cannot update session: workspace path is empty.'],
  ['getSession', 'Cannot get session: workspace path is empty.'],
  ['deleteSession', 'Cannot delete session: workspace path is empty.'],
  ['addChatMessage', 'Cannot add chat message: workspace path is empty.'],
  ['updateInstanceStatus', 'Cannot update instance status: workspace path is empty.'],
] as const)('%s refuses a blank path in the app’s words', (operation, message) => {
  expect(() => requireWorkspace(operation, ' \u0085')).toThrow(
    expect.objectContaining({ code: 'E_BLANK_PATH', message }),
  );
  expect(requireWorkspace(operation, '/no/such/place/')).toEqual(workspace('/no/such/place'));
});

test('types are checked in the order of the arguments, and only then whether the path is blank', () => {
  const wrong = (argument: string) =>
    expect.objectContaining({ code: 'E_ARGS', data: { argument, pointer: '' } });
  expect(() => statusRequest(1, 2, -3, 4)).toThrow(wrong('workspacePath'));
  expect(() => statusRequest('', 2, -3, 4)).toThrow(wrong('sessionId'));
  expect(() => statusRequest('', 's', -3, 4)).toThrow(wrong('instanceId'));
  expect(() => statusRequest('', 's', 3, 4)).toThrow(wrong('newStatus'));
  expect(() => statusRequest('', 's', 3, 'idle')).toThrow('Cannot update instance status');
  expect(() => createRequest('', null)).toThrow(wrong('session'));
  expect(() => updateRequest('', null, 7)).toThrow(wrong('session'));
});

test('a request holds the workspace and the other arguments by name', () => {
  expect(statusRequest('/w', 's', 3, 'idle')).toEqual({
    ...workspace('/w'),
    sessionId: 's',
    instanceId: 3,
    newStatus: 'idle',
  });
  expect(idRequest('deleteSession', '/w/', 's')).toEqual({ ...workspace('/w'), sessionId: 's' });
});
