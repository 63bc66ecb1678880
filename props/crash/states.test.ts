import { describe, expect, test } from 'vitest';
import type { TracedCall } from '../system-calls/trace.ts';
import type { DiskModel, DiskState } from './disk.ts';
import { type CrashState, crashStates } from './states.ts';

const ROOT = '/data';
const OLD = Buffer.from('old '.repeat(400));
const NEW = Buffer.from('new '.repeat(500));

const [file, temporary, folder, out] = [1, 2, 3, 4];

const opened = (inode: number, path: string, makes = false, empties = false): TracedCall => ({
  ...{ call: 'open', inode, path, makes, empties },
});
const written = (inode: number): TracedCall => ({ call: 'write', inode, offset: 0, data: NEW });
const synced = (inode: number): TracedCall => ({ call: 'sync', inode });
const renamed: TracedCall = { call: 'rename', from: `${ROOT}/new`, to: `${ROOT}/file` };

const PROTOCOLS = {
  'in place': [opened(file, `${ROOT}/file`, true, true), written(file)],
  'in place, synced': [opened(file, `${ROOT}/file`, true, true), written(file), synced(file)],
  rename: [opened(temporary, `${ROOT}/new`, true), written(temporary), renamed],
  'sync, rename': [opened(temporary, `${ROOT}/new`, true), written(temporary), synced(temporary), renamed],
  'sync, rename, sync of the directory': [
    ...[opened(temporary, `${ROOT}/new`, true), written(temporary), synced(temporary), renamed],
    ...[opened(folder, ROOT), synced(folder)],
  ],
} satisfies Record<string, readonly TracedCall[]>;

const said: TracedCall = { call: 'write', inode: out, offset: 0, data: Buffer.from('done\n') };

interface Looked {
  readonly state: DiskState;
  readonly acknowledged: number;
  readonly lost: readonly string[];
}

const looked = (states: Iterable<CrashState>): Looked[] =>
  Array.from(states, ({ state, acknowledged, lost }) => ({ state: state(), acknowledged, lost: lost() }));

function statesOf(protocol: keyof typeof PROTOCOLS, model: DiskModel): Looked[] {
  return looked(
    crashStates(
      {
        root: ROOT,
        before: { directories: [], files: new Map([[`${ROOT}/file`, OLD]]) },
        calls: [...PROTOCOLS[protocol], opened(out, '/said', true), said],
        acknowledgements: '/said',
      },
      { model, subsets: 50, seed: 1 },
    ),
  );
}

/** What is wrong with it: neither version, or the old one although the new one was acknowledged. */
function faultsOf(states: readonly Looked[]): string[] {
  const faults = states.flatMap(({ state, acknowledged }) => {
    const bytes = state.files.get(`${ROOT}/file`);
    if (bytes === undefined || !(bytes.equals(OLD) || bytes.equals(NEW))) return ['unreadable'];
    return acknowledged > 0 && !bytes.equals(NEW) ? ['lost'] : [];
  });
  return [...new Set(faults)].sort();
}

describe('crash states of ways to replace a file', () => {
  test.each<[keyof typeof PROTOCOLS, DiskModel, readonly string[]]>([
    ['in place', 'strict', ['lost', 'unreadable']],
    ['in place', 'ordered', ['lost', 'unreadable']],
    ['in place, synced', 'strict', ['unreadable']],
    ['rename', 'strict', ['lost', 'unreadable']],
    ['rename', 'ordered', ['lost', 'unreadable']],
    ['sync, rename', 'strict', ['lost']],
    ['sync, rename', 'ordered', ['lost']],
    ['sync, rename, sync of the directory', 'strict', []],
    ['sync, rename, sync of the directory', 'ordered', []],
  ])('%s, names %s: %j', (protocol, model, faults) => {
    expect(faultsOf(statesOf(protocol, model))).toEqual(faults);
  });

  test('a state says which calls did not reach the disk', () => {
    const lost = statesOf('rename', 'strict').map((state) => state.lost.join('; '));
    expect(lost).toContain('part of the write of 2000 bytes at 0 of /data/new');
    expect(lost).toContain('rename of /data/new to /data/file');
    expect(lost).toContain('');
  });

  test('a file that grew without its data is zeros there', () => {
    const contents = statesOf('rename', 'strict').map(({ state }) => state.files.get(`${ROOT}/new`));
    expect(
      contents.some(
        (bytes) => bytes?.length === NEW.length && bytes.subarray(0, 512).equals(Buffer.alloc(512)),
      ),
    ).toBe(true);
  });

  test('what is in a directory that did not reach the disk is not there', () => {
    const calls: TracedCall[] = [
      { call: 'mkdir', path: `${ROOT}/new` },
      opened(file, `${ROOT}/new/file`, true),
      synced(file),
    ];
    const states = looked(
      crashStates(
        { root: ROOT, before: { directories: [], files: new Map() }, calls, acknowledgements: '/said' },
        { model: 'strict', subsets: 0, seed: 1 },
      ),
    );
    const there = states.map(({ state }) => [...state.directories, ...state.files.keys()].join(' '));
    expect([...new Set(there)].sort()).toEqual(['', '/data/new', '/data/new /data/new/file']);
  });

  test('what is asked for since an acknowledgement is what comes behind it', () => {
    const run = {
      root: ROOT,
      before: { directories: [], files: new Map([[`${ROOT}/file`, OLD]]) },
      calls: [
        opened(out, '/said', true),
        ...PROTOCOLS.rename,
        said,
        opened(folder, ROOT),
        synced(folder),
        said,
      ],
      acknowledgements: '/said',
    };
    const bounds = { model: 'strict', subsets: 20, seed: 1 } as const;
    const [all, since] = [
      looked(crashStates(run, bounds)),
      looked(crashStates(run, { ...bounds, since: 1 })),
    ];
    expect(since.length).toBeLessThan(all.length);
    expect(all.slice(-since.length)).toEqual(since);
    expect(new Set(since.map(({ acknowledged }) => acknowledged))).toEqual(new Set([1, 2]));
  });
});
