// A run is told in the words of its own definition, in every rendering.

import { expect, test } from 'vitest';
import type { Results } from '../../contract/result-file.ts';
import { notesRun } from '../fixtures/notes-run.ts';
import { buildReport } from '../report.ts';
import { drawScreen } from './screen/draw.ts';
import { runScreen } from './screen/run-screen.ts';

const STYLE = { hasColour: false, hasUnicode: true, width: 100 };

const screenOf = (results: Results): string => drawScreen(runScreen(buildReport(results), []), STYLE);

test('a benchmark of notes has its own stores in its columns, and its floor among them', () => {
  expect(screenOf(notesRun([]))).toMatch(/^ SPEED {3}1,000 notes +one file +table +bare insert +faster$/m);
});

test('of one record it speaks as of one', () => {
  const { header, ...rest } = notesRun([]);
  const one = rest.rows.map((row) => (row.row === 'load' ? { ...row, records: 1 } : row));
  expect(screenOf({ ...rest, header, rows: one })).toMatch(/^ LOAD {3}2 processes, 1 note$/m);
});

test('without any words names stand as they are', () => {
  const { header, ...rest } = notesRun();
  const { roles, record, candidate, baseline, referenceProfile } = header.definition;
  const definition = { name: 'things', roles, record, candidate, baseline, referenceProfile, titles: {} };
  const told = screenOf({ ...rest, header: { ...header, definition } });
  expect(told).toMatch(/^ SPEED {3}1,000 notes +file +table +faster$/m);
  expect(told).toMatch(/^ {2}add /m);
});
