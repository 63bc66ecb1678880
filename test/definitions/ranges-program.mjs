// The database of ranges as a program of its own: one answer line for each request line. With "closed", the wrong one.

import { createInterface } from 'node:readline';
import { Closed, Table } from './ranges-stores.mjs';

const OPS = ['push', 'drop', 'range'];
const stores = new Map();

function answer({ op, home, args }) {
  if (op === 'capabilities') return { ok: { name: 'ranges', version: '1', ops: OPS } };
  if (!OPS.includes(op)) return { err: `unknown operation ${op}`, stage: 'ipc' };
  if (!stores.has(home)) stores.set(home, process.argv[2] === 'closed' ? new Closed(home) : new Table(home));
  return { ok: stores.get(home)[op](...args) ?? null };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify({ ...answer(request), id: request.id }));
}
