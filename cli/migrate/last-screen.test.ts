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
    'phase',
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

const STEP = { from: 'dual', to: 'json', steps: [{ to: 'json' }] };
/** Of the verbs whose ending depends on it. */
const RESULTS: Readonly<Record<string, unknown>> = {
  migrate: { phase: 'json' },
  diff: { files: [] },
  phase: { phase: 'json', steps: [{ to: 'dual', conditions: [] }] },
  'phase set': STEP,
  rollback: STEP,
};

test.each(VERBS)(
  '%s ends in a verdict, what it means, and what to do next, whatever the exit code',
  (verb) => {
    for (const exitCode of Object.values(EXIT)) {
      const lines = drawn(verb, exitCode, [...verb.split(' '), '--explain'], RESULTS[verb]).split('\n');
      expect(lines[0]).toMatch(/^ [A-Z, ]+ {3}[A-Z]/);
      expect(lines.some((line) => line.includes('ait42-migrate '))).toBe(true);
      expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    }
  },
);

const explained = (phase: string, steps: readonly object[]): string =>
  told('phase', EXIT.ok, ['phase', '--explain'], { phase, steps });
const NOT_MET = { isMet: false, isWaived: false };

test('an explanation says whether the step forward can be made, and which it is', () => {
  const byStep = { ...NOT_MET, isByStep: true };
  const waived = { isMet: false, isWaived: true };
  const steps = [{ to: 'dual', conditions: [byStep, waived] }];
  expect(explained('json', steps)).toMatch(
    /^READY {3}Nothing stands in the way of the step to dual\.\nait42-migrate phase set dual$/m,
  );
  const isRefused = explained('dual', [{ to: 'sqlite+json', conditions: [NOT_MET, byStep] }, ...steps]);
  expect(isRefused).toMatch(/^NOT YET {3}1 condition of the step to sqlite\+json is not met: /);
  expect(isRefused).not.toContain('phase set');
  expect(explained('sqlite', [{ to: 'sqlite+json', conditions: [NOT_MET] }])).toMatch(
    /^LAST PHASE[^\n]*\.\nait42-migrate status\nait42-migrate rollback$/,
  );
});

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
    certificate: { isNew: true },
    phase: 'json',
  };
  const text = drawn('migrate', EXIT.keptAside, ['migrate'], result);
  expect(text).toContain('✓ every file    17 of 21 files in the database, 4 kept aside, 0 refused');
  expect(text).toContain('✓ nothing lost  254 sessions compared, no difference');
  const differs = { ...result, verified: { ...result.verified, isVerified: false, counts: { missing: 2 } } };
  expect(drawn('migrate', EXIT.differences, ['migrate'], differs)).toContain(
    '✗ nothing lost  254 sessions compared, 2 findings',
  );
});

/** Verdict and sentence, on one line. */
const told = (verb: string, exitCode: ExitCode, argv: readonly string[], result: unknown = null): string => {
  const { blocks = [], ways = [] } = lastScreen({ verb, exitCode, result, argv }) ?? {};
  return [...blocks.map(({ title, text }) => `${title}   ${text}`), ...ways.map(({ text }) => text)].join(
    '\n',
  );
};

const rolledBack = (from: string, to: string): string =>
  told('rollback', EXIT.ok, ['rollback'], { from, to, steps: from === to ? [] : [{ to }] });

test('a rollback says that the files answer again only where it made them answer', () => {
  const again = 'The session files answer again, with every session';
  for (const from of ['sqlite+json', 'sqlite']) {
    expect(rolledBack(from, 'json')).toContain(`BACK   ${again}.`);
    expect(rolledBack(from, 'dual')).toContain(`BACK   ${again}; the database follows.`);
  }
  expect(rolledBack('sqlite', 'sqlite+json')).toMatch(
    /^BACK {3}The phase is sqlite\+json: the database answers, the session files follow\.$/m,
  );
  expect(rolledBack('dual', 'json')).toMatch(/^BACK {3}The phase is json: the session files answer, /m);
});

test.each([
  ['json', 'the session files answer, nothing follows'],
  ['dual', 'the session files answer, the database follows'],
  ['sqlite+json', 'the database answers, the session files follow'],
  ['sqlite', 'the database answers alone'],
])('where nothing was done in phase %s, it says which side answers', (phase, answers) => {
  const expected = `The phase is ${phase}: ${answers}.`;
  expect(rolledBack(phase, phase)).toContain(`NOTHING DONE   ${expected}`);
  const unchanged = { from: phase, to: phase, conditions: [] };
  const set = told('phase set', EXIT.ok, ['phase', 'set', phase], unchanged);
  expect(set).toContain(`AS IT WAS   ${expected}`);
});

test.each([
  ['dual', 'database'],
  ['sqlite+json', 'files'],
  ['sqlite', 'files'],
])('in phase %s a side that is behind is told in whole sentences at 80 columns', (phase, behind) => {
  const text = drawn('verify', EXIT.differences, ['verify'], { state: { phase }, behind });
  expect(text).toContain('behind');
  expect(text).not.toContain('…');
});

test('in the first phase there is no way further back', () => {
  expect(told('phase set', EXIT.ok, ['phase', 'set', 'json'], STEP)).not.toContain('rollback');
});

test('a rollback to the files as they are promises nothing about the rest', () => {
  const text = told('rollback', EXIT.keptAside, ['rollback', '--from-files'], {
    from: 'sqlite+json',
    to: 'json',
    steps: [{ to: 'json' }],
  });
  expect(text).toContain('they may lack writes');
  expect(text).not.toMatch(/byte for byte|aside retry|with every session/);
});

test('a repair that could not recover all promises nothing about the rest', () => {
  const text = told('repair', EXIT.keptAside, ['repair']);
  expect(text).toContain('SOUND, NOT ALL RECOVERED');
  expect(text).not.toMatch(/byte for byte|aside retry/);
});

test.each([
  ['json', 'The app still works on the files.'],
  ['dual', 'The app still works on the files.'],
  ['sqlite+json', 'The app works on the database.'],
  ['sqlite', 'The app works on the database.'],
])('a migration in phase %s says what the app works on', (phase, sentence) => {
  const text = told('migrate', EXIT.ok, ['migrate'], { phase });
  expect(text).toContain(sentence);
  expect(text.match(/The app/g)).toHaveLength(1);
});

test('a certificate that stayed as it was is not called written', () => {
  const imported = { fileAccount: { read: 1, imported: 0, unchanged: 1, aside: 0, refused: 0 } };
  const verified = { isVerified: true, counts: {}, originalsChecked: 1, files: [] };
  const result = { imported, verified, certificate: { isNew: false }, phase: 'json' };
  const text = drawn('migrate', EXIT.ok, ['migrate'], result);
  expect(text).toContain('✓ certificate   unchanged, for whoever');
  expect(text).not.toContain('written');
});

const state = { phase: 'json', sessionFiles: 3, hasDatabase: true, isCertified: true };

test('a home that is well says that both sides were not compared, and how to do it', () => {
  const well = told('doctor', EXIT.ok, ['doctor'], { state });
  expect(well).toMatch(
    /^WELL {3}[^\n]*files and database hold the same sessions was not looked at\.\nait42-migrate verify\n/,
  );
  expect(well.match(/ verify$/gm)).toHaveLength(1);
  for (const one of [{ hasDatabase: false }, { sessionFiles: 0, phase: 'sqlite' }]) {
    const text = told('doctor', EXIT.ok, ['doctor'], { state: { ...state, ...one } });
    expect(text).toMatch(/^WELL {3}Nothing stands in the way\.\n/);
  }
});

test.each([EXIT.ok, EXIT.keptAside])(
  'a migration in the first phase says that it needs no way back, in a later one how to go back (exit code %d)',
  (exitCode) => {
    const inJson = told('migrate', exitCode, ['migrate'], { phase: 'json' });
    expect(inJson).not.toContain('rollback');
    expect(inJson).toMatch(/^none needed: the app uses the session files, which were only read$/m);
    // What stands beside the database under its name may be the only copy of a replaced one.
    expect(inJson).not.toMatch(/delete|remove|sessions\.db/);
    for (const phase of ['dual', 'sqlite+json', 'sqlite'])
      expect(told('migrate', exitCode, ['migrate'], { phase })).toMatch(/^ait42-migrate rollback$/m);
  },
);

const toneOf = (verb: string, result: unknown): string | undefined =>
  lastScreen({ verb, exitCode: EXIT.ok, result, argv: [verb, '--explain'] })?.blocks[0]?.tone;

test('what is neither good nor bad news looks like neither', () => {
  const empty = { state: { ...state, sessionFiles: 0, hasDatabase: false } };
  for (const verb of ['doctor', 'scan', 'status']) expect(toneOf(verb, empty)).toBe('unsure');
  expect(toneOf('verify', { files: [] })).toBe('unsure');
  expect(toneOf('erase', { isFound: false })).toBe('unsure');
  expect(toneOf('phase', { phase: 'json', steps: [{ to: 'dual', conditions: [NOT_MET] }] })).toBe('unsure');
  expect(toneOf('doctor', { state })).toBe('good');
  expect(toneOf('phase', RESULTS.phase)).toBe('good');
});
