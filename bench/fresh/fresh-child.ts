// What a fresh process runs: opens a store, does one task, tells the answer, and ends. It imports as little as it can:
// loading code is part of what is measured.

import { writeSync } from 'node:fs';
import { writeJson } from '../../contract/json-text.ts';
import { openerNamed } from '../trial/opener.ts';
import type { FreshJob, FreshReport } from './fresh-process.ts';
import { doFreshTask } from './fresh-task.ts';

const job = JSON.parse(process.argv.at(-1) ?? '') as FreshJob;
const subject = await openerNamed(job.store, job);
const store = await subject.open(job.home);
const answer = await doFreshTask(store, job.workspacePath, job);
// Taken before the answer becomes text. The system counts in units of 1,024 bytes.
const rssBytesMax = process.resourceUsage().maxRSS * 1024;
const report: FreshReport = { answer, rssBytesMax };
let text = Buffer.from(writeJson(report), 'utf8');
while (text.length > 0) text = text.subarray(writeSync(process.stdout.fd, text));
await store.close();
