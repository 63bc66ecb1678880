import { expect, test } from 'vitest';
import { columnsOf } from '../reports/text/columns.ts';
import { withinColumns } from './within-columns.ts';

const WARNING = 'WARNING  files: one of them is named after a session file, as copies by hand do';
const NOT_MET = '  NOT MET comparisons: 0 live answers compared, 0 different';

test('a line goes on under its text', () => {
  expect(withinColumns(WARNING, 40)).toBe(
    'WARNING  files: one of them is named\n         after a session file, as copies\n         by hand do',
  );
  expect(withinColumns(NOT_MET, 40)).toBe(
    '  NOT MET comparisons: 0 live answers\n          compared, 0 different',
  );
  expect(withinColumns('   and a line that has no label at all', 20)).toBe(
    '   and a line that\n   has no label at\n   all',
  );
});

test('a label that takes most of the line is no column', () => {
  const line = `${'x'.repeat(30)}  and then some more words`;
  expect(withinColumns(line, 40).split('\n')[1]).toMatch(/^\S/);
});

test('nothing is wider than the terminal, wide characters and rules of tables too, and no word is lost', () => {
  const text = [
    WARNING,
    '',
    `${'-'.repeat(90)}  ---`,
    `PROBLEM  ${'長い名前 '.repeat(30)}`,
    'y'.repeat(300),
  ].join('\n');
  for (const columns of [20, 40, 80]) {
    const lines = withinColumns(text, columns).split('\n');
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('').replaceAll(/[ -]/g, '')).toBe(text.replaceAll(/[\n -]/g, ''));
  }
  expect(withinColumns(text, Number.POSITIVE_INFINITY)).toBe(text);
});
