import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { type Fault, ShimControl } from './control.ts';
import { shim } from './shim.ts';
import { readTrace, type TracedCall } from './trace.ts';

const WRITER = join(import.meta.dirname, '..', '..', 'impl-sqlite', 'fixtures', 'files-writer.ts');
const { library } = shim();
const { freshFolder } = useFolder('storeproof-shim');

function run(steps: string, fault: Partial<Fault> | null) {
  const folder = freshFolder();
  const root = join(folder, 'root');
  mkdirSync(root);
  const control = new ShimControl(join(folder, 'control'), root, 'better-sqlite3');
  control.record(true);
  if (fault !== null)
    control.arm({ kinds: [], nth: 1, error: 'EIO', manner: 'fail', isForGood: false, ...fault });
  const env = {
    ...process.env,
    LD_PRELOAD: library ?? '',
    STOREPROOF_SHIM: join(folder, 'control'),
    STOREPROOF_SHIM_TRACE: join(folder, 'trace'),
  };
  const said = execFileSync(process.execPath, [WRITER, root, ...steps.split(' ')], {
    env,
    encoding: 'utf8',
  }).trim();
  const trace = readTrace(readFileSync(join(folder, 'trace')));
  const outcome = { said, trace, hits: control.hits(), calls: control.calls() };
  control.close();
  return outcome;
}

const named = (trace: readonly TracedCall[]) => trace.map(({ call }) => call);

describe.skipIf(library === null)('shim', () => {
  test('records what changed files, in order, with data and places', () => {
    const { said, trace } = run('file', null);
    expect(said).toBe('file: eight bytes');
    expect(
      trace.flatMap((call) => (call.call === 'write' ? [[call.offset, call.data.toString()]] : [])),
    ).toEqual([
      [0, 'eight by'],
      [8, 'tes'],
    ]);
    expect(named(trace)).toEqual(['mkdir', 'open', 'write', 'write', 'sync', 'rename', 'open', 'unlink']);
  });

  test('fails the call that it was told to, once', () => {
    const { said, hits } = run('database', { kinds: ['write'], nth: 3 });
    expect(said).toBe('database: SQLITE_IOERR_WRITE');
    expect(hits).toBe(1);
  });

  test('fails every later one when it is for good, and the next ones not when it is not', () => {
    const fault = { kinds: ['sync'], nth: 1 } as const;
    expect(run('file database', { ...fault, isForGood: true }).said).toBe(
      'file: EIO\ndatabase: SQLITE_IOERR_FSYNC',
    );
    expect(run('file database', fault).said).toBe('file: EIO\ndatabase: [{"x":"a value"}]');
  });

  test.each([
    ['open', 'EMFILE', 'SQLITE_CANTOPEN'],
    ['sync', 'EIO', 'SQLITE_IOERR_FSYNC'],
    ['write', 'ENOSPC', 'SQLITE_FULL'],
    ['lock', 'EACCES', 'SQLITE_BUSY'],
    ['allocate', 'ENOMEM', 'SQLITE_NOMEM'],
  ] as const)('a failing %s with %s reaches the driver', (kind, error, code) => {
    const { said } = run('database', { kinds: [kind], nth: 1, error, isForGood: true });
    expect(said).toBe(`database: ${code}`);
  });

  test('stores another byte than was written', () => {
    const { said } = run('file', { kinds: ['write'], manner: 'other byte' });
    expect(said).toBe('file: eighd bytes');
  });
});
