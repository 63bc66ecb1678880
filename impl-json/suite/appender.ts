// A process of the tests: appends sessions to a workspace in safe mode, and on request dies inside a transaction.
// Arguments: home, workspace, name, number of sessions, `die` or `go-on`.

import { openJsonStore } from '../index.ts';

const [home = '', workspace = '', name = '', sessions = '0', mode = 'go-on'] = process.argv.slice(2);
const store = openJsonStore({ home, mode: 'safe', lockWaitMs: 60_000 });

const session = (id: string) => ({
  id,
  type: 'debate',
  task: '',
  status: 'running',
  createdAt: '',
  updatedAt: '',
  instances: [],
  chatHistory: [],
});

for (let index = 0; index < Number(sessions); index++) {
  await store.createSession(workspace, session(`${name}-${index}`));
}
if (mode === 'die') {
  await store.transaction(workspace, async (operations) => {
    await operations.createSession(workspace, session('never'));
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  });
}
process.disconnect?.();
