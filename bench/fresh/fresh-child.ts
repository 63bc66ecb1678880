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
const open = [await subject.open(home)] as [unknown, ...unknown[]];
const openAnother = async (): Promise<unknown> => {
  const another = await subject.open(home);
  open.push(another);
  return another;
};
const on = { store: open[0], openAnother, folder: job.folder, ...job.dataset };
const answer = await doFreshTask(definition, task, on);
// Taken before the answer becomes text. The system counts in units of 1,024 bytes.
const rssBytesMax = process.resourceUsage().maxRSS * 1024;
const report: FreshReport = { answer, rssBytesMax };
let text = Buffer.from(writeJson(report), 'utf8');
while (text.length > 0) text = text.subarray(writeSync(process.stdout.fd, text));
for (const store of open) await subject.close(store);
