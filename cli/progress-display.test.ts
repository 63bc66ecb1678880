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
    'importing: 0 of 100 sessions\n' +
      'importing: 25 of 100 sessions, 5.0/s, 15 s left\n' +
      'importing: 50 of 100 sessions, 5.0/s, 10 s left\n',
  );
});

test('in a log, a stage says that it is done, once', () => {
  const { screen, report } = displayOf(false);
  for (const done of [0, 50, 100, 100]) report(done, done);
  report(200, 0, 'verifying');
  report(201, 100, 'verifying');
  expect(screen.text).toBe(
    'importing: 0 of 100 sessions\nimporting: 100 of 100 sessions\n' +
      'verifying: 0 of 100 sessions\nverifying: 100 of 100 sessions\n',
  );
});

test('a new stage is shown at once and starts its own rate', () => {
  const { screen, report } = displayOf(false);
  report(0, 0);
  report(10, 0, 'verifying');
  report(6010, 60, 'verifying');
  expect(screen.text.split('\n').slice(1, 3)).toEqual([
    'verifying: 0 of 100 sessions',
    'verifying: 60 of 100 sessions, 10/s, 4 s left',
  ]);
});

test('a stage that starts over is a new one', () => {
  const { screen, report } = displayOf(false);
  report(0, 90);
  report(1000, 0);
  report(7000, 60);
  expect(screen.text.split('\n').slice(1, 3)).toEqual([
    'importing: 0 of 100 sessions',
    'importing: 60 of 100 sessions, 10/s, 4 s left',
  ]);
});

test('on a terminal one line is redrawn, never wider than the terminal', () => {
  const { screen, report } = displayOf(true, 40);
  report(0, 0);
  report(50, 10);
  report(1000, 50);
  const lines = screen.text.split('\r\x1b[2K').slice(1);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('50%');
  for (const line of lines) expect(line.length).toBeLessThan(40);
});

test('a note stays above the line that is redrawn', () => {
  const { screen, display, report } = displayOf(true);
  report(0, 0);
  display.note('equivalence: ok');
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
  report(20_000, 100);
  report(20_200, 0, 'verifying');
  report(30_000, 100, 'verifying');
  const lines = screen.text.split('\r\x1b[2K').slice(1);
  expect(lines.map((line) => line.replace(/^[█░]+ */, ''))).toEqual([
    '0%  40 s left  importing: 0 of 100 sessions',
    '75%  7 s left  importing: 100 of 100 sessions',
    '75%  7 s left  verifying: 0 of 100 sessions',
    '99%  1 s left  verifying: 100 of 100 sessions',
  ]);
});

test('in a log, a planned run says sparsely how far the whole is', () => {
  const { screen, display, report } = displayOf(false);
  display.plan([{ stage: 'importing', seconds: 30 }]);
  for (let step = 0; step <= 10; step++) report(step * 1000, step * 5);
  expect(screen.text).toBe(
    '0%, 30 s left: importing: 0 of 100 sessions\n' +
      '25%, 15 s left: importing: 25 of 100 sessions\n' +
      '50%, 10 s left: importing: 50 of 100 sessions\n',
  );
});

test('the prefix tells which step of a longer job a stage belongs to', () => {
  const { screen, display, report } = displayOf(false);
  display.setPrefix('2/7 ');
  report(0, 0);
  expect(screen.text).toBe('2/7 importing: 0 of 100 sessions\n');
});
