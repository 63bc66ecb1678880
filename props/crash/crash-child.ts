// The process that a power cut ends: it makes changes to one store under the shim, says so after each one, and shows what the
// store then holds.

import { appendFileSync } from 'node:fs';
import { type ChangesDefinition, changesOf } from '../../definition/changes.ts';
import { contentIn } from '../../definition/content.ts';
import { type Source, sourceAt } from '../../definition/source.ts';
import { subjectOf } from '../../definition/subjects.ts';
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

async function work({ url, store: name, home, folder, changes, said }: CrashRequest): Promise<string[]> {
  source ??= await sourceAt(url);
  const { definition } = source;
  const known: ChangesDefinition<unknown> = await changesOf(definition);
  const subject = subjectOf(definition, name);
  const store = await subject.open(home);
  const contentNow = async (): Promise<string> =>
    JSON.stringify(await contentIn(definition, store, { folder }));
  try {
    if (changes === null) {
      await known.begin(store, { folder });
      return [];
    }
    const contents = [await contentNow()];
    for (const [at, change] of changes.entries()) {
      await known.changes[change]?.make(store, { folder, at });
      appendFileSync(said, `${at}\n`);
      contents.push(await contentNow());
    }
    return contents;
  } finally {
    await subject.close(store);
  }
}
