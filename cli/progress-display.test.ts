import { expect, test } from 'vitest';
import { ProgressDisplay } from './progress-display.ts';

/** A display whose clock the test moves and whose text it collects. */
function displayOf(isTerminal: boolean, columns = 80) {
  const screen = { text: '', now: 0 };
  const display = new ProgressDisplay({
    write: (text) => {
      screen.text += text;
    },
    isTerminal,
    columns: () => columns,
    nowMs: () => screen.now,
  });
  const report = (nowMs: number, done: number, stage = 'importing') => {
    screen.now = nowMs;
    display.listener({ stage, done, total: 100, unit: 'sessions' });
  };
  return { screen, display, report };
}

test('in a log, a stage says so at once and then at most every five seconds', () => {
  const { screen, report } = displayOf(false);
  for (let step = 0; step <= 10; step++) report(step * 1000, step * 5);
  expect(screen.text).toBe(
    '0%, importing: 0 of 100 sessions\n' +
      '25%, 15 s left, importing: 25 of 100 sessions\n' +
      '50%, 10 s left, importing: 50 of 100 sessions\n',
  );
});

test('in a log, the files of a stage have no lines of their own', () => {
  const { screen, report } = displayOf(false);
  report(0, 0);
  for (const file of ['a', 'b', 'c']) report(100, 50, `reading ${file}`);
  expect(screen.text.split('\n')).toHaveLength(2);
});

test('a planned stage that begins, or begins again, is told of at once', () => {
  const { screen, display, report } = displayOf(false);
  display.plan(['importing', 'importing', 'verifying'].map((stage) => ({ stage, seconds: 10 })));
  report(0, 0);
  report(1, 100);
  report(2, 0);
  report(3, 0, 'verifying');
  expect(screen.text.match(/\w+: 0 of/g)).toEqual(['importing: 0 of', 'importing: 0 of', 'verifying: 0 of']);
});

test('on a terminal one line is redrawn, never wider than the terminal', () => {
  const { screen, report } = displayOf(true, 40);
  report(0, 0);
  report(50, 10);
  report(1000, 50);
  const lines = screen.text.split('\r\x1b[2K').slice(1);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/ \d+% /);
  for (const line of lines) expect(line.length).toBeLessThan(40);
});

test('a note stays above the line that is redrawn', () => {
  const { screen, display, report } = displayOf(true);
  report(0, 0);
  display.clear();
  screen.text += 'equivalence: ok\n';
  report(10, 1);
  expect(screen.text).toMatch(/equivalence: ok\n\r.*importing: 1 of 100/s);
});

test('a run that tells its plan has one bar and one time left for the whole of it', () => {
  const { screen, display, report } = displayOf(true);
  display.plan([
    { stage: 'importing', seconds: 30 },
    { stage: 'verifying', seconds: 10 },
  ]);
  report(0, 0);
  report(30_000, 100);
  report(30_200, 0, 'verifying');
  report(40_000, 100, 'verifying');
  const lines = screen.text.split('\r\x1b[2K').slice(1);
  expect(lines.map((line) => line.replace(/^[█░]+ */, ''))).toEqual([
    '0%  importing: 0 of 100 sessions',
    '75%  10 s left  importing: 100 of 100 sessions',
    '75%  10 s left  verifying: 0 of 100 sessions',
    '99%  1 s left  verifying: 100 of 100 sessions',
  ]);
});

test('what cannot be counted is told on a terminal, and in no log', () => {
  for (const isTerminal of [true, false]) {
    const { screen, display } = displayOf(isTerminal, 20);
    display.begin('looking for damage in the database');
    expect(screen.text).toBe(isTerminal ? '\r\x1b[2Klooking for damage ' : '');
  }
});

test('the prefix tells which step of a longer job a stage belongs to', () => {
  const { screen, display, report } = displayOf(false);
  display.setPrefix('2/7 ');
  report(0, 0);
  expect(screen.text).toBe('0%, 2/7 importing: 0 of 100 sessions\n');
});
