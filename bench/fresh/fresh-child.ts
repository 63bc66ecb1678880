// What a fresh process runs: opens a store, does one task, tells the answer, and ends. It imports as little as it can:
// loading code is part of what is measured.

import { writeSync } from 'node:fs';
import { writeJson } from '../../contract/json-text.ts';
import { sourceAt } from '../../definition/source.ts';
import { storeBelow, subjectOf } from '../../definition/subjects.ts';
import { doFreshTask } from './do-fresh-task.ts';
import type { FreshJob, FreshReport } from './fresh-process.ts';

const { source, programs, home, task, ...job } = JSON.parse(process.argv.at(-1) ?? '') as FreshJob;
const { definition } = await sourceAt(source);
const subject = subjectOf(definition, storeBelow(definition, job.store), programs);
const store = await subject.open(home);
const answer = await doFreshTask(definition, task, { store, folder: job.folder, ...job.dataset });
// Taken before the answer becomes text. The system counts in units of 1,024 bytes.
const rssBytesMax = process.resourceUsage().maxRSS * 1024;
const report: FreshReport = { answer, rssBytesMax };
let text = Buffer.from(writeJson(report), 'utf8');
while (text.length > 0) text = text.subarray(writeSync(process.stdout.fd, text));
await subject.close(store);
