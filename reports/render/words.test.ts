// A run is told in the words of its own definition, in every rendering.

import { expect, test } from 'vitest';
import type { Results } from '../../results/result-file.ts';
import { FORMATS } from '../export/format-names.ts';
import { renderFormats } from '../export/formats.ts';
import { notesRun } from '../fixtures/notes-run.ts';
import { buildReport } from '../report.ts';
import { drawScreen } from './screen/draw.ts';
import { runScreen } from './screen/run-screen.ts';
import { renderTerminal } from './terminal.ts';

const STYLE = { hasColour: false, hasUnicode: true, width: 100 };

const screenOf = (results: Results): string => drawScreen(runScreen(buildReport(results), []), STYLE);

/** By the names of the files that they would be in. */
function renderings(results: Results): Record<string, string> {
  const report = buildReport(results);
  const files = renderFormats(report, FORMATS).map(({ name, text }) => [name, text] as const);
  return { ...Object.fromEntries(files), terminal: renderTerminal(report, STYLE), screen: screenOf(results) };
}

test('a run of notes is told as one of notes, and nothing in it speaks of sessions or of the stores that hold them', () => {
  const told = renderings(notesRun());
  expect(Object.keys(told)).toEqual(
    expect.arrayContaining(['report.html', 'report.md', 'terminal', 'screen']),
  );
  for (const text of Object.values(told)) expect(text).not.toMatch(/session|JSON|SQLite|workspace|document/i);
  expect(told['report.html']).toContain('<h1>storeproof: notes, one file to table, 2026-11-12</h1>');
  expect(told['report.html']).toContain('Titles, ids and texts of notes are not in this page.');
  expect(told['report.md']).toContain('## Growth with the number of notes');
  expect(told['report.md']).toContain('| Figure | Store | Notes | Value |');
  expect(told['report.md']).toContain('100 notes, 0 missing');
  expect(told['report.md']).toContain('add a note');
  expect(told.terminal).toContain('Several processes on one store');
  expect(told.screen).toContain('table keeps everything that one file keeps.');
  expect(told.screen).toContain('100 of 100 notes equal');
  expect(told.screen).toMatch(/^ SPEED {3}1,000 notes +one file +table +faster$/m);
});

test('a benchmark of notes has its own stores in its columns, and its floor among them', () => {
  expect(screenOf(notesRun([]))).toMatch(/^ SPEED {3}1,000 notes +one file +table +bare insert +faster$/m);
});

test('of a few operations each has its row, whatever is promised of one', () => {
  const { header, ...rest } = notesRun();
  const test = { quantity: 'time' as const, operations: ['find'], records: [1_000], atMost: 1 };
  const claims = [{ id: 'find', source: 'page', text: 'Quick.', tests: [test] }];
  const told = screenOf({ ...rest, header: { ...header, definition: { ...header.definition, claims } } });
  expect(told).toMatch(/^ {2}✓ find /m);
  expect(told).toMatch(/^ {4}add a note /m);
});

test('of one record it speaks as of one', () => {
  const { header, ...rest } = notesRun([]);
  const one = rest.rows.map((row) => (row.row === 'load' ? { ...row, records: 1 } : row));
  expect(screenOf({ ...rest, header, rows: one })).toMatch(/^ LOAD {3}2 processes, 1 note(?: {2}|$)/m);
});

test('without any words names stand as they are', () => {
  const { header, ...rest } = notesRun();
  const { roles, record, candidate, baseline, referenceProfile } = header.definition;
  const definition = { name: 'things', roles, record, candidate, baseline, referenceProfile, titles: {} };
  const told = screenOf({ ...rest, header: { ...header, definition } });
  expect(told).toMatch(/^ SPEED {3}1,000 notes +file +table +faster$/m);
  expect(told).toMatch(/^ {2}add /m);
});
