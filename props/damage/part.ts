// Damage to files as a part of a verification: what a definition promises of its stores' files, byte by byte.

import type { DamageDefinition, DamagePromise } from '../../definition/damage.ts';
import type { Definition } from '../../definition/definition.ts';
import { sectionOf } from '../../definition/section.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import { damageFiles } from './damaged-files.ts';

export const damage: Part = {
  name: 'damage',
  missing: async ({ name, damage, changes }) =>
    damage !== undefined && changes !== undefined
      ? null
      : `The definition of ${name} has no ${changes === undefined ? 'changes' : 'damage'}: nothing says what its files promise.`,
  async run({ definition }, request): Promise<void> {
    const files = await filesOf(definition, request);
    for (const file of files) await play(definition, file, { request, among: files.length });
  },
};

interface File {
  readonly store: string;
  readonly file: string;
  readonly promise: DamagePromise;
  readonly at?: number;
}

async function filesOf(definition: Definition, { stores, only }: PartRequest): Promise<File[]> {
  const known = await sectionOf<DamageDefinition>(definition.damage ?? {});
  const all = Object.entries(known).flatMap(([store, files]) =>
    Object.entries(files).map(([file, promise]) => ({ store, file, promise })),
  );
  if (only === undefined) return all.filter(({ store }) => stores.length === 0 || stores.includes(store));
  const [store, name, at] = only.split(':');
  return all
    .filter((one) => one.store === store && one.file === name)
    .map((one) => ({ ...one, ...(at !== undefined && { at: Number(at) }) }));
}

const PROMISES: Readonly<Record<DamagePromise, string>> = {
  log: 'The store held what it held after the last change before the first damaged byte.',
  data: 'No answer was silently wrong: refused, found by the check, or right.',
  plain: 'What could not be read was refused. The file has no digest: another content is read as it is.',
};

async function play(
  definition: Definition,
  { store, file, promise, at }: File,
  { request, among }: { readonly request: PartRequest; readonly among: number },
): Promise<void> {
  const { seed, budgetMs, signal, onProgress, record, again } = request;
  const startMs = performance.now();
  const { size, bytes, ends, wrong } = await damageFiles(definition, {
    ...{ store, file, promise, seed, signal, onProgress },
    endMs: startMs + budgetMs / among,
    ...(at !== undefined && { only: at }),
  });
  const [first] = wrong;
  record({
    ...{ row: 'check', area: 'damage', subject: store, name: `damage to ${file}` },
    verdict: first !== undefined ? 'fail' : bytes > 0 ? 'ok' : 'unknown',
    counts: { size, bytes, ...ends },
    detail:
      bytes === 0
        ? 'There was no time to damage anything.'
        : first === undefined
          ? PROMISES[promise]
          : wrong.map(({ says }) => says).join('\n'),
    bounds: `${bytes} of ${size} bytes, ${promise === 'log' ? 'cut off, one bit flipped, and random from there on' : 'one bit flipped'}`,
    ...(first !== undefined && { again: again(`${store}:${file}:${first.at}`) }),
    tookMs: Math.round(performance.now() - startMs),
  });
}
