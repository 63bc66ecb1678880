import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineProof } from '../definition/definition.ts';
import type { Migration } from '../definition/migration.ts';
import { migrationChecks } from './migration.ts';

/** A list of words in a file, as JSON or one a line. */
class Words {
  readonly file: string;
  private readonly form: Form;

  constructor(home: string, form: Form) {
    this.file = join(home, 'words');
    this.form = form;
  }
  all(): string[] {
    return existsSync(this.file) ? this.form.read(readFileSync(this.file, 'utf8')) : [];
  }
  add(word: string): void {
    if (word === 'never') throw new Error('refused');
    writeFileSync(this.file, this.form.write([...this.all(), word]));
  }
}

interface Form {
  read(text: string): string[];
  write(words: string[]): string;
}

const JSON_FORM: Form = { read: JSON.parse, write: JSON.stringify };
const LINES: Form = {
  read: (text) => text.split('\n').slice(0, -1),
  write: (words) => words.map((word) => `${word}\n`).join(''),
};

let runs = 0;

const move =
  (from: Form, to: Form) =>
  (fromHome: string, toHome: string): void => {
    for (const word of new Words(fromHome, from).all()) new Words(toHome, to).add(word);
  };

const checksOf = (migration: Partial<Migration> = {}, signal?: AbortSignal) =>
  migrationChecks(
    defineProof<Words>({
      name: 'words',
      subjects: {
        json: { open: (home) => new Words(home, JSON_FORM) },
        lines: { open: (home) => new Words(home, LINES) },
      },
      operations: {
        add: { arguments: fc.tuple(fc.constantFrom('a', 'b', '', 'never')), writes: true },
        all: { arguments: fc.constant([]), writes: false },
      },
      content: (store) => store.all(),
      migrations: {
        'json -> lines': {
          ...{ from: 'json', to: 'lines', run: move(JSON_FORM, LINES), back: move(LINES, JSON_FORM) },
          ...migration,
        },
      },
    }),
    { seed: 1, histories: 20, signal },
  );

test('a migration that keeps everything is told with what was moved, and so is its way back', async () => {
  const counts = { histories: 20, operations: 19 * 40 };
  expect(await checksOf()).toEqual([
    expect.objectContaining({ area: 'import', subject: 'json -> lines', verdict: 'ok', counts }),
    expect.objectContaining({ area: 'rewrite', subject: 'json -> lines, and back', verdict: 'ok', counts }),
  ]);
});

test.each<[string, Partial<Migration>, string, string[]]>([
  [
    'skips what is empty',
    {
      run: (from, to) => {
        for (const word of new Words(from, JSON_FORM).all()) if (word !== '') new Words(to, LINES).add(word);
      },
    },
    'lines, after the migration: the answers differ at /0 missing.',
    ['{"op":"add","args":[""]}'],
  ],
  [
    'drops the second of two',
    {
      run: (from, to) => {
        for (const word of new Set(new Words(from, JSON_FORM).all())) new Words(to, LINES).add(word);
      },
    },
    'lines, after the migration: the answers differ at /1 missing.',
    ['{"op":"add","args":["a"]}', '{"op":"add","args":["a"]}'],
  ],
  [
    'removes what it has read',
    {
      run: (from, to) => {
        move(JSON_FORM, LINES)(from, to);
        rmSync(join(from, 'words'), { force: true });
      },
    },
    'json, which was only to be read: the migration changed words in its home.',
    ['{"op":"add","args":["a"]}'],
  ],
  [
    'writes where it is only to read',
    {
      run: (from, to) => {
        move(JSON_FORM, LINES)(from, to);
        if (new Words(from, JSON_FORM).all().length > 1) writeFileSync(join(from, 'moved'), '');
      },
    },
    'json, which was only to be read: the migration changed moved in its home.',
    ['{"op":"add","args":["a"]}', '{"op":"add","args":["a"]}'],
  ],
  [
    'tires',
    {
      run: (from, to) => {
        move(JSON_FORM, LINES)(from, to);
        if (runs++ % 2 === 1) new Words(to, LINES).add('again');
      },
    },
    'lines, after a second run to another home: the answers differ at /0 extra.',
    [],
  ],
  [
    'leaves what cannot be read',
    { run: (_from, to) => writeFileSync(join(to, 'words'), 'b') },
    'lines, after the migration: the answers differ at /0 missing.',
    ['{"op":"add","args":["a"]}'],
  ],
  [
    'fails',
    { run: (from, to) => copyFileSync(join(from, 'words'), join(to, 'other')) },
    'lines, after the migration: expected an answer, got "Error: ENOENT',
    [],
  ],
])(
  'a migration that %s is found, with the fewest operations that show it',
  async (_, migration, told, steps) => {
    const [there] = await checksOf(migration);
    expect(there).toMatchObject({ area: 'import', verdict: 'fail' });
    expect(there?.detail).toContain(told);
    expect([...(there?.detail ?? '').matchAll(/^ {2}(.*)$/gm)].map(([, step]) => step)).toEqual(steps);
  },
);

test('a way back that loses something is found, though the way there does not', async () => {
  const checks = await checksOf({ back: () => undefined });
  expect(checks.map(({ verdict }) => verdict)).toEqual(['ok', 'fail']);
  expect(checks[1]?.detail).toContain('json, after the way back: the answers differ at /0 missing');
});

test('a way back that writes where it is only to read is found', async () => {
  const back: Migration['run'] = (from, to) => {
    move(LINES, JSON_FORM)(from, to);
    rmSync(join(from, 'words'), { force: true });
  };
  expect((await checksOf({ back }))[1]?.detail).toContain('lines, which was only to be read: the migration');
});

test('what is lost on the way there is no loss of the way back', async () => {
  const run: Migration['run'] = (_from, to) => new Words(to, LINES).add('a');
  expect((await checksOf({ run })).map(({ verdict }) => verdict)).toEqual(['fail', 'ok']);
});

test('what is lost once and not again is told as flaky, and no operations are said to show it', async () => {
  let moves = 0;
  const run: Migration['run'] = (from, to) => {
    moves += 1;
    if (moves !== 5) move(JSON_FORM, LINES)(from, to);
  };
  const [check] = await checksOf({ run });
  expect(check?.verdict).toBe('fail');
  expect(check?.detail).toContain('flaky, not reproduced. The operations before it:\n  {"op":"add"');
  expect(check?.detail).not.toMatch(/shows? it/);
});

test('without a way back nothing is said of one', async () => {
  const migration = { run: move(JSON_FORM, LINES), back: undefined } as unknown as Partial<Migration>;
  expect(await checksOf(migration)).toHaveLength(1);
});

test('a run that is stopped decides nothing', async () => {
  const checks = await checksOf({}, AbortSignal.abort());
  expect(checks).toMatchObject([{ verdict: 'unknown', counts: { histories: 0 } }, { verdict: 'unknown' }]);
});
