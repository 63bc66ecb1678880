// Bugs that several processes show, or a power cut. A load must find the first, with its history; the crash check the others.

import { pathToFileURL } from 'node:url';
import { programFile } from '../../contract/package-root.ts';
import type { SessionStore } from '../../contract/store.ts';
import { type Source, sourceAt } from '../../definition/source.ts';
import { runLoad } from '../../load/index.ts';
import { checkCrashes } from '../../props/crash/check-crashes.ts';
import { shim } from '../../props/system-calls/shim.ts';
import type { KnownBug, Scene } from './known-bug.ts';
import type { VariantName } from './variants-definition.ts';

const source = (): Promise<Source<SessionStore>> =>
  sourceAt(pathToFileURL(programFile('sessions/known-bugs/variants-definition')).href);

/** As few as show each of them in every one of twenty runs. */
const LOAD = { processes: 2, records: 2, operationsPerProcess: 60, mix: 'appendMessage=1,getOne=1' };

async function saidByLoad(store: VariantName, { seed, signal }: Scene): Promise<string | null> {
  const { check } = await runLoad(await source(), { ...LOAD, store, seed, ...(signal && { signal }) });
  return check.verdict === 'ok' || check.verdict === 'unknown' ? null : check.detail;
}

async function saidByPowerCuts(store: VariantName, { seed, signal }: Scene): Promise<string | null> {
  const { library, lack } = shim();
  if (library === null) throw new RangeError(lack);
  const { witnesses } = await checkCrashes(await source(), {
    ...{ store, library, seed, sequences: [['append']], models: ['ordered', 'strict'], subsets: 4 },
    ...(signal && { signal }),
  });
  const [witness] = witnesses;
  return witness === undefined ? null : `${witness.fault}: ${witness.detail}`;
}

const bug =
  (check: 'load' | 'power cuts', right: VariantName) =>
  (name: string, what: string, from: string, wrong: VariantName): KnownBug => ({
    ...{ name, what, source: from, check, right: `${right}, ${check}` },
    ...(check === 'power cuts' && { needs: 'shim' as const }),
    look: (variant, scene) =>
      (check === 'load' ? saidByLoad : saidByPowerCuts)(variant === 'wrong' ? wrong : right, scene),
  });

const inFiles = bug('load', 'files, right');
const inTables = bug('load', 'tables, right');
const cut = bug('power cuts', 'files, right');
const cutWhenMoved = bug('power cuts', 'moved, right');

export const PROCESS_BUGS: readonly KnownBug[] = [
  inFiles(
    'appends without a lock',
    'Two processes read the file, and the one that writes last takes away what the other one appended.',
    'odysseus-dev/odysseus#1940',
    'files without a lock',
  ),
  inFiles(
    'lock of one process',
    'A queue inside the process keeps its own writes apart, and the rename those of nobody: another process is overwritten.',
    'modelcontextprotocol/servers#4797',
    'files with a lock of one process',
  ),
  inFiles(
    'reads remembered',
    'A process answers what it has read before, although another one has written since.',
    'garrytan/gbrain#4307',
    'files remembered',
  ),
  inTables(
    'stale snapshot',
    'A transaction reads before it takes the write lock: when another one commits between, it fails at once, whatever the timeout.',
    'desplega-ai/agent-swarm#1228',
    'tables deferred',
  ),
  cut(
    'empty file after a power cut',
    'The file is cut to nothing before it is written again: what a power cut leaves is empty or half.',
    'szabodanika/microbin#281',
    'files in place',
  ),
  cut(
    'rename before the content',
    'The new file gets its name before its content is on the disk: after a power cut the name is there and the content is not.',
    'tinyhumansai/opencompany#1049',
    'files not synced',
  ),
  cut(
    'rename without a sync of the folder',
    'The content is synced and the folder is not: after a power cut the old file is there again, though the write was acknowledged.',
    'yvgude/lean-ctx#954',
    'folder not synced',
  ),
  cutWhenMoved(
    'import marked done too early',
    'The mark that says it is done reaches the disk before what was imported, and nobody imports again.',
    'pierreb-devkit/Node#3992',
    'moved, marked early',
  ),
];
