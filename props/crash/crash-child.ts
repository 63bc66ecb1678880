// The process that a power cut ends: it makes changes to one store under the shim, says so after each one, and shows what the
// store then holds.

import { appendFileSync } from 'node:fs';
import { type ChangesDefinition, changesOf } from '../../definition/changes.ts';
import { contentTextIn } from '../../definition/content.ts';
import { type Source, sourceAt } from '../../definition/source.ts';
import { subjectOf } from '../../definition/subjects.ts';
import { steppingClock } from '../stepping-clock.ts';
import type { CrashAnswer, CrashRequest } from './crash-process.ts';

let source: Source | undefined;

process.on('message', (request: CrashRequest) => {
  void answered(request).then((answer) => process.send?.(answer));
});

async function answered(request: CrashRequest): Promise<CrashAnswer> {
  try {
    return { contents: await work(request), failure: null };
  } catch (error) {
    return { contents: [], failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function work(request: CrashRequest): Promise<string[]> {
  const { url, store: name, home, folder, unsafe, changes, said, looks } = request;
  source ??= await sourceAt(url);
  const { definition } = source;
  const known: ChangesDefinition<unknown> = await changesOf(definition);
  const subject = subjectOf(definition, name);
  const clock = steppingClock();
  const store = await (known.unsafe?.[unsafe ?? '']?.open?.(home, { clock }) ??
    subject.open(home, { clock }));
  const contents: string[] = [];
  const look = async (): Promise<void> => {
    if (looks) contents.push(await contentTextIn(definition, store, { folder }));
  };
  try {
    if (typeof changes === 'number') {
      await known.begin(store, { folder, most: changes });
      return [];
    }
    await look();
    for (const [at, change] of changes.entries()) {
      clock.step();
      await known.changes[change]?.make(store, { folder, at });
      appendFileSync(said, `${at}\n`);
      await look();
    }
    return contents;
  } finally {
    await subject.close(store);
  }
}
