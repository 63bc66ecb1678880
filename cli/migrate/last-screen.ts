// How the verbs of ait42-migrate end: a headline, what it means, and what to do next. What was found in detail stands
// above. Verbs that answer with data (search, stats, find, lists, and phase without a change) end with their answer, so
// that it can be piped; verbs that fail end with the error and its advice.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { DeepReport } from '../../migrate/certificate/index.ts';
import type { Finding, VerifyReport } from '../../migrate/index.ts';
import { isDatabasePhase, type Phase } from '../../migrate/live/phase.ts';
import type { Fact, Screen, Way } from '../../reports/render/screen/screen.ts';
import type { Tone } from '../../reports/render/table.ts';
import { commandText } from '../command-text.ts';
import { counted } from '../counted.ts';
import { type Behind, behindText, nextWhenBehind } from './behind.ts';
import { type Headline, neither } from './headline.ts';
import { type HomeState, nextVerbs } from './home-state.ts';
import { migrationFacts } from './migration-facts.ts';
import { nothingDone, unreadFiles } from './nothing-done.ts';
import type { ShownCondition } from './phase-flags.ts';
import { ANSWERS } from './which-answers.ts';

/** Headline and sentence, then what comes next, each with why. */
export type Ending = readonly [headline: Headline, text: string, ...next: (NextVerb | Way)[]];

/** Words of a command line behind the tool's name. */
export type NextVerb = readonly [label: string, words: string];

export interface Ended {
  readonly verb: string | null;
  readonly exitCode: ExitCode;
  readonly result: unknown;
  /** As typed. */
  readonly argv: readonly string[];
}

/** Null for a verb that ends with its answer. */
export function lastScreen(ended: Ended): Screen | null {
  const { verb, exitCode, result, argv } = ended;
  const ending = verb === null ? undefined : ENDINGS[verb];
  if (verb === null || ending === undefined || isAnswer(verb, argv)) return null;
  const isDryRun = (result as { isDryRun?: unknown } | null)?.isDryRun === true;
  const isFine = exitCode === EXIT.ok || exitCode === EXIT.keptAside;
  const isTrial = isDryRun || argv.includes('--rehearse');
  const otherwise =
    exitCode === EXIT.ok ? undefined : (OWN_OTHERWISE[verb]?.(exitCode, result) ?? OTHERWISE[exitCode]);
  const good = (): Ending => (typeof ending === 'function' ? ending(result) : ending);
  const [headline, text, ...next] =
    nothingDone(ended) ?? (isTrial && isFine ? planned(argv) : (otherwise ?? good()));
  const facts: readonly Fact[] = isDryRun ? [] : migrationFacts(result);
  return {
    head: [],
    blocks: [{ tone: TONES[exitCode] ?? 'bad', ...titled(headline), text, facts }],
    ways: next.flatMap((each): Way[] => {
      if (!isVerb(each)) return [each];
      const [label, words] = each;
      // It has just said so.
      return verb === 'diff' && words === verb ? [] : [{ label, text: typed(words, argv) }];
    }),
  };
}

/** What was asked for is what was printed. */
const isAnswer = (verb: string, argv: readonly string[]): boolean =>
  argv.includes('--convert') || (verb === 'phase' && !argv.includes('--explain'));

const TONES: Partial<Readonly<Record<ExitCode, Tone>>> = {
  [EXIT.ok]: 'good',
  [EXIT.keptAside]: 'unsure',
  [EXIT.cannotTell]: 'unsure',
};

const titled = (headline: Headline): Exclude<Headline, string> | { readonly title: string } =>
  typeof headline === 'string' ? { title: headline } : headline;

const isVerb = (next: NextVerb | Way): next is NextVerb => Array.isArray(next);

const planned = (argv: readonly string[]): Ending => [
  argv.includes('--rehearse') ? 'REHEARSED' : 'PLAN',
  'Nothing was changed. This is what would be done.',
  ['Do it', commandText(argv.filter((word) => word !== '--dry-run' && word !== '--rehearse'))],
];

/** A command of this tool on the same home. */
function typed(words: string, argv: readonly string[]): string {
  const at = argv.findIndex((word) => word === '--home' || word.startsWith('--home='));
  const given =
    at < 0 || words.includes('--home') ? [] : argv.slice(at, argv[at] === '--home' ? at + 2 : at + 1);
  const command = `ait42-migrate ${words}`;
  return given.length === 0 ? command : `${command} ${commandText(given)}`;
}

const STATUS = ['Where it stands', 'status'] as const;
const VERIFY = ['Check again', 'verify'] as const;
const DOCTOR = ['What is wrong', 'doctor'] as const;
const WAY_BACK = ['Way back', 'rollback'] as const;

/** From the result where the exit code alone does not tell what was done. */
const ENDINGS: Readonly<Record<string, Ending | ((result: unknown) => Ending)>> = {
  doctor: examined,
  scan: (result) => ['READ', 'This is what there is. Nothing was changed.', ...nextFrom(result)],
  migrate: migrated,
  verify: (result) => [
    'EQUAL',
    equalText(result),
    ...nextFrom(result).filter(([, words]) => words !== 'verify'),
  ],
  status: (result) => ['STATUS', 'Nothing was changed.', ...nextFrom(result)],
  phase: explained,
  'phase set': phaseSet,
  rollback: rolledBack,
  check: ['SOUND', 'No damage was found in the database.', ['Keep a copy', 'backup']],
  repair: ['SOUND', 'The database is sound.', VERIFY],
  'certificate check': ['MATCHES', 'The certificate holds for what is there now.', STATUS],
  backup: ['COPIED', 'The copy was checked.', ['Put it back', 'restore --from FILE']],
  restore: ['RESTORED', 'The backup is in the place of the database.', VERIFY],
  'restore-json': [
    'WRITTEN',
    'The session files were written again from the database.',
    ['Compare', 'verify --deep'],
  ],
  'restore-originals': ['WRITTEN', 'The imported files were written again, byte for byte.', VERIFY],
  'restore-from-json': ['REPLACED', 'The database holds what the files hold.', VERIFY],
  'aside retry': ['DONE', 'What could be read is in the database.', ['What is left', 'aside list']],
  'aside export': ['WRITTEN', 'The bytes are as they were read.', ['After mending', 'aside retry']],
  diff: (result) => {
    const isPart = unreadFiles((result as Pick<VerifyReport, 'files'>).files) > 0;
    return ['EQUAL', `Files and database do not differ${isPart ? ' where both can be read' : ''}.`, STATUS];
  },
  export: ['WRITTEN', 'The sessions are in the files above.', STATUS],
  reconcile: ['EQUAL', 'Both sides hold the same.', VERIFY],
  archive: [
    'MOVED',
    'The session files are out of the way; the database answers alone.',
    ['Bring them back', 'unarchive'],
  ],
  unarchive: ['BACK', 'The session files are where they were.', VERIFY],
  erase: ['ERASED', 'Nothing of the workspace is left below .ait42.', STATUS],
};

/** What cannot be read was not compared. */
function equalText(result: unknown): string {
  const { files, verification } = (result ?? {}) as Partial<VerifyReport & DeepReport>;
  const unread = unreadFiles(files ?? verification?.files ?? []);
  return unread === 0
    ? 'The database holds what the files hold.'
    : `The database holds what the readable files hold; ${counted(unread, 'file')} cannot be read.`;
}

/** Of a verb that tells the state of the home. */
function nextFrom(result: unknown): readonly NextVerb[] {
  const { state } = (result ?? {}) as { readonly state?: HomeState };
  return state === undefined ? [DOCTOR] : nextVerbs(state);
}

/** Where both sides are, doctor has looked at each, and did not hold one against the other. */
function examined(result: unknown): Ending {
  const { state } = (result ?? {}) as { readonly state?: HomeState };
  if (state === undefined || !state.hasDatabase || state.sessionFiles === 0)
    return ['WELL', 'Nothing stands in the way.', ...nextFrom(result)];
  return [
    'WELL',
    'Nothing stands in the way. Whether files and database hold the same sessions was not looked at.',
    ['Compare them', 'verify'],
    ...nextVerbs(state).filter(([, words]) => words !== 'verify'),
  ];
}

function migrated(result: unknown): Ending {
  const { phase } = result as { readonly phase: Phase };
  const app = isDatabasePhase(phase) ? 'The app works on the database.' : 'The app still works on the files.';
  return [
    'MIGRATED',
    `The database holds what the files hold. ${app}`,
    ['Next', 'phase --explain'],
    VERIFY,
    wayBackFrom(phase),
  ];
}

/**
 * In the first phase nothing answers but the files, which an import only reads. No word of deleting the database: it may
 * be older than this import, and what stands beside it under its name may be the only copy of one that was replaced.
 */
const wayBackFrom = (phase: Phase): NextVerb | Way =>
  phase === 'json'
    ? { label: 'Way back', text: 'none needed: the app uses the session files, which were only read' }
    : WAY_BACK;

/** Of the step forward; the way back is always open. */
function explained(result: unknown): Ending {
  const { phase, steps } = result as { readonly phase: Phase; readonly steps: readonly ExplainedStep[] };
  const back = phase === 'json' ? [] : [WAY_BACK];
  const [step] = steps;
  if (step === undefined || phase === 'sqlite')
    return ['LAST PHASE', `${phaseText(phase)} There is no step forward.`, STATUS, ...back];
  const open = step.conditions.filter(({ isMet, isWaived, isByStep }) => !isMet && !isWaived && !isByStep);
  if (open.length > 0) {
    const what = `${counted(open.length, 'condition')} of the step to ${step.to} ${open.length === 1 ? 'is' : 'are'} not met`;
    return [neither('NOT YET'), `${what}: the lines above say which, and why.`, DOCTOR, STATUS, ...back];
  }
  const set = ['Next', `phase set ${step.to}`] as const;
  return ['READY', `Nothing stands in the way of the step to ${step.to}.`, set, STATUS, ...back];
}

interface ExplainedStep {
  readonly to: Phase;
  readonly conditions: readonly ShownCondition[];
}

interface PhaseMove {
  readonly from: Phase;
  readonly to: Phase;
}

const phaseText = (phase: Phase): string => `The phase is ${phase}: ${ANSWERS[phase]}.`;

function phaseSet(result: unknown): Ending {
  const { from, to } = result as PhaseMove;
  // It may have ended a change that was cut short.
  if (from === to) return ['AS IT WAS', phaseText(to), STATUS];
  return ['CHANGED', 'The phase is set.', STATUS, ...(to === 'json' ? [] : [WAY_BACK])];
}

function rolledBack(result: unknown): Ending {
  const { from, to } = result as PhaseMove;
  if (from === to) return ['NOTHING DONE', phaseText(to), STATUS, VERIFY];
  if (!isDatabasePhase(from) || isDatabasePhase(to)) return ['BACK', phaseText(to), STATUS, VERIFY];
  const follows = to === 'dual' ? '; the database follows' : '';
  return ['BACK', `The session files answer again, with every session${follows}.`, STATUS, VERIFY];
}

/** Where a verb means something of its own by an exit code. */
const OWN_OTHERWISE: Readonly<Record<string, (exitCode: ExitCode, result: unknown) => Ending | undefined>> = {
  verify: different,
  diff: different,
  doctor: () => ['NOT WELL', 'Each problem above says what to do about it.', ['After that', 'doctor']],
  erase: () => [
    'NOT ALL ERASED',
    'Something is left: it is named above. Run the same command again.',
    STATUS,
  ],
  repair: (exitCode) =>
    exitCode === EXIT.keptAside
      ? [
          'SOUND, NOT ALL RECOVERED',
          'The database is sound. It may lack what is named above.',
          ['Look for a session', 'find ID-OR-TEXT'],
          VERIFY,
        ]
      : undefined,
  // Of --from-files only.
  rollback: (exitCode) =>
    exitCode === EXIT.keptAside
      ? [
          'BACK, NOT COMPARED',
          'The session files answer as they are; they may lack writes.',
          ['Look for a session', 'find ID-OR-TEXT'],
          STATUS,
        ]
      : undefined,
  migrate: (exitCode, result) =>
    exitCode === EXIT.keptAside
      ? [
          'MIGRATED',
          'The database holds what can be read; the rest is kept byte for byte.',
          ['Next', 'phase --explain'],
          ['What was kept', 'aside list'],
          wayBackFrom((result as { readonly phase: Phase }).phase),
        ]
      : undefined,
};

/** Where one side is only behind, nobody has to decide between them. */
function different(exitCode: ExitCode, result: unknown): Ending | undefined {
  const { state, behind } = (result ?? {}) as { readonly state?: HomeState; readonly behind?: Behind };
  const phase = state?.phase;
  if (exitCode !== EXIT.differences || phase == null || behind == null) return undefined;
  const text = `Each place is named above. ${behindText(phase, behind, onlyInDatabase(result))}`;
  return ['DIFFERENT', text, ['Every place', 'diff'], nextWhenBehind(phase, behind)];
}

/** Of the differences that `verify` counts, and `diff` lists. */
function onlyInDatabase(result: unknown): number {
  const {
    counts,
    verification,
    differences = [],
  } = (result ?? {}) as Partial<VerifyReport & DeepReport> & {
    readonly differences?: readonly Finding[];
  };
  const counted = counts ?? verification?.counts;
  if (counted !== undefined) return counted.extra;
  return differences.filter((found) => found.class === 'extra').length;
}

/** By exit code, where it is not 0: what the lines above say is then what matters. */
const OTHERWISE: Partial<Readonly<Record<ExitCode, Ending>>> = {
  [EXIT.keptAside]: [
    'DONE, SOME KEPT ASIDE',
    'What can be read is there. The rest is kept byte for byte.',
    ['What was kept', 'aside list'],
    ['After mending', 'aside retry'],
    STATUS,
  ],
  [EXIT.differences]: [
    'DIFFERENT',
    'The two sides differ, or not all was done: each place is named above.',
    ['Every place', 'diff'],
    ['Make both equal', 'reconcile --all --dry-run'],
  ],
  [EXIT.source]: ['NOT READABLE', 'A file cannot be read: it is named above.', DOCTOR],
  [EXIT.corruption]: ['DAMAGED', 'Damage was found. Keep the file.', ['Rebuild', 'repair --dry-run'], DOCTOR],
  [EXIT.refused]: [
    'REFUSED',
    'Something stands in the way: it is named above.',
    ['What differs', 'diff'],
    DOCTOR,
  ],
  [EXIT.locked]: ['NOT FINISHED', 'Another program holds it. Close it and run the command again.', DOCTOR],
  [EXIT.certificate]: [
    'DOES NOT MATCH',
    'What is there is not what was certified: each place is named above.',
    VERIFY,
  ],
  [EXIT.cannotTell]: ['UNDECIDED', 'What there is does not decide it.', STATUS],
};
