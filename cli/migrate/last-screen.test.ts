import { expect, test } from 'vitest';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { drawScreen, LINES_MAX } from '../../reports/render/screen/draw.ts';
import { lastScreen } from './last-screen.ts';

const STYLE = { hasColour: false, hasUnicode: true, width: 80 };
const drawn = (verb: string, exitCode: ExitCode, argv: readonly string[], result: unknown = null): string => {
  const screen = lastScreen({ verb, exitCode, result, argv });
  return screen === null ? '' : drawScreen(screen, STYLE);
};

const VERBS = [
  ...[
    'doctor',
    'scan',
    'migrate',
    'verify',
    'status',
    'phase set',
    'rollback',
    'check',
    'repair',
    'diff',
    'export',
  ],
  ...['certificate check', 'backup', 'restore', 'restore-json', 'restore-originals', 'restore-from-json'],
  ...['aside retry', 'aside export', 'reconcile', 'archive', 'unarchive', 'erase'],
];

test.each(VERBS)(
  '%s ends in a verdict, what it means, and what to do next, whatever the exit code',
  (verb) => {
    for (const exitCode of Object.values(EXIT)) {
      const lines = drawn(verb, exitCode, verb.split(' ')).split('\n');
      expect(lines[0]).toMatch(/^ [A-Z, ]+ {3}[A-Z]/);
      expect(lines.some((line) => line.includes('ait42-migrate '))).toBe(true);
      expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    }
  },
);

test('verbs that answer with data end with their answer', () => {
  for (const verb of ['search', 'stats', 'find', 'phase', 'aside list', 'aside show', 'certificate show']) {
    expect(lastScreen({ verb, exitCode: EXIT.ok, result: null, argv: [verb] })).toBe(null);
  }
});

test('what comes next is for the same home', () => {
  expect(drawn('check', EXIT.ok, ['check', '--home', '/tmp/a b'])).toContain("backup --home '/tmp/a b'");
  expect(drawn('check', EXIT.ok, ['check', '--home=/tmp/a'])).toContain('backup --home=/tmp/a');
});

test('a plan names its home once', () => {
  const argv = ['migrate', '--dry-run', '--home', '/tmp/a'];
  expect(drawn('migrate', EXIT.ok, argv, { isDryRun: true })).toMatch(
    /ait42-migrate migrate --home \/tmp\/a$/m,
  );
});

test('a plan says how to do it, and a failure is told in words', () => {
  const argv = ['erase', '--hash', '0123456789abcdef', '--dry-run'];
  expect(drawn('erase', EXIT.ok, argv, { isDryRun: true })).toMatch(
    /PLAN[\s\S]*erase --hash 0123456789abcdef$/m,
  );
  expect(drawn('erase', EXIT.differences, argv.slice(0, 3))).toContain('NOT ALL ERASED');
  expect(drawn('verify', EXIT.differences, ['verify'])).toMatch(/^ DIFFERENT/);
});

test('a migration tells its sums', () => {
  const counts = { missing: 0, mismatch: 0 };
  const result = {
    imported: { fileAccount: { read: 21, imported: 17, unchanged: 0, aside: 4, refused: 0 } },
    verified: {
      isVerified: true,
      counts,
      originalsChecked: 21,
      files: [{ result: 'equal', records: { sessions: 254 } }],
    },
    certificate: {},
  };
  const text = drawn('migrate', EXIT.keptAside, ['migrate'], result);
  expect(text).toContain('✓ every file    17 of 21 files in the database, 4 kept aside, 0 refused');
  expect(text).toContain('✓ nothing lost  254 sessions compared, no difference');
  const differs = { ...result, verified: { ...result.verified, isVerified: false, counts: { missing: 2 } } };
  expect(drawn('migrate', EXIT.differences, ['migrate'], differs)).toContain(
    '✗ nothing lost  254 sessions compared, 2 findings',
  );
});
