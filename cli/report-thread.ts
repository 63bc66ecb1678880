// The thread in which reports, gates and histories are computed (cli/apart.ts): from a result file to finished texts.

import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../contract/errors.ts';
import {
  drawScreen,
  type GateVerdict,
  gate,
  gateScreen,
  gateSummary,
  gateText,
  gateTotal,
  type OnCannotTell,
  readTargets,
  repetition,
  SUMMARY_BYTES_MAX,
  type TerminalStyle,
  targetCases,
} from '../reports/index.ts';
import { withLonger } from '../results/longer.ts';
import { type TimedOn, timedOn } from '../results/origins.ts';
import { readRun } from '../results/read-run.ts';
import type { Results } from '../results/result-file.ts';
import type { Target } from '../results/tests.ts';
import { SESSION_WORDS } from '../sessions/words.ts';
import type { ThreadAnswer } from './apart.ts';
import { commandText, toolWords } from './command-text.ts';
import { gateWays, type Needed, neededOf } from './gate-ways.ts';
import { type HistoryJob, type HistoryTexts, historyTexts } from './history-texts.ts';
import { type ReportJob, type ReportTexts, reportTexts } from './report-texts.ts';
import { partsAnswer } from './run-answer.ts';
import { shownPath } from './shown-path.ts';
import { targetPlaces } from './source-places.ts';
import { type SourcesNow, staleRun, staleText } from './stale-run.ts';
import type { ToldCases } from './told-cases.ts';

export interface GateJob {
  readonly kind: 'gate';
  /** Of a run, or of its shards. */
  readonly resultFiles: readonly string[];
  /** Verbs of which there must be results. */
  readonly expected?: readonly string[];
  /** What was measured afterwards, of what could not be told. */
  readonly longerFiles?: readonly string[];
  /** The targets: a file, or those of a definition. */
  readonly targetFile?: string;
  readonly own?: {
    readonly of: string;
    readonly targets: readonly Target[];
    /** The module that they are in. */
    readonly file?: string | undefined;
  };
  /** Takes the place of the definition's. */
  readonly candidate?: string | undefined;
  readonly onCannotTell: OnCannotTell;
  /** Of the sources that are here: a run of others is stale. Undefined: it was made just now. */
  readonly sourcesNow?: SourcesNow;
  readonly isStaleOk?: boolean;
  /** Of the job summary, by what was appended before. */
  readonly summaryBytesTaken: number;
  readonly style: TerminalStyle;
  /** Every target, above the screen. */
  readonly isFull: boolean;
}

export interface GateTexts {
  readonly screen: string;
  readonly answer: unknown;
  /** Null when the job summary has no room for it. */
  readonly summary: string | null;
  readonly verdict: GateVerdict;
  /** Its verdicts one by one. */
  readonly told: ToldCases;
  /** Why the run is stale. Undefined: it is not. */
  readonly stale?: string;
  /** Which operations were timed on which machine. */
  readonly timedOn: readonly TimedOn[];
  /** What a benchmark may decide, a choice of it for each group of stores. */
  readonly needed: readonly Needed[];
  readonly exitCode: ReturnType<typeof gate>['exitCode'];
}

function gateTexts(job: GateJob): GateTexts {
  const { resultFiles, targetFile, candidate, onCannotTell, summaryBytesTaken, style, isFull } = job;
  // Before the run, which takes longer to read than a mistake in them takes to tell.
  const given = targetFile === undefined ? undefined : readTargets(targetFile);
  const { longerFiles = [], expected } = job;
  const results = withLonger(readRun(resultFiles, SESSION_WORDS, expected), longerFiles, SESSION_WORDS);
  const why = job.sourcesNow === undefined ? null : staleText(results.header, job.sourcesNow);
  if (why !== null && job.isStaleOk !== true) {
    throw staleRun(resultFiles[0] ?? '', why, repetition(results).command);
  }
  const targets = given ?? ownTargets(job, results);
  if (candidate !== undefined) requireMeasured(candidate, results);
  const result = gate(results, targets, { onCannotTell, ...(candidate !== undefined && { candidate }) });
  const { verdict, exitCode } = result;
  const summary = gateSummary(result, results, SUMMARY_BYTES_MAX - summaryBytesTaken);
  const screen = gateScreen(result, results, {
    subject: subjectOf(job),
    ways: [
      {
        label: verdict === 'pass' ? 'All figures' : 'Look closer',
        text: commandText([...toolWords('report'), ...resultFiles.map(shownPath), '--full']),
      },
      ...gateWays(result, results, { files: resultFiles.map(shownPath), targets: targetFile, candidate }),
    ],
  });
  const tables = isFull ? `${gateText(result)}\n` : '';
  const targetsJudged = result.targets.map(
    ({ id, test, isInformational, asked, found, verdict: judged, because }) => ({
      id,
      quantity: test.quantity,
      verdict: judged,
      isInformational,
      asked,
      found,
      because,
    }),
  );
  return {
    screen: `${tables}${drawScreen(screen, style)}`.trimEnd(),
    answer: {
      results: resultFiles[0] ?? '',
      ...partsAnswer(results.parts, resultFiles),
      ...(longerFiles.length > 0 && { longer: longerFiles }),
      ...{ targetFile: targetFile ?? null, verdict, targets: targetsJudged },
    },
    summary,
    verdict,
    ...(why !== null && { stale: why }),
    timedOn: timedOn(results),
    needed: neededOf(result, results),
    told: {
      kind: 'targets',
      cases: targetCases(result, targetPlaces(targetFile ?? job.own?.file)),
      total: gateTotal(result),
      header: results.header,
    },
    exitCode,
  };
}

/** Which run is judged by what. */
const subjectOf = ({ resultFiles, longerFiles = [], targetFile, own }: GateJob): string[] => [
  resultFiles.map(shownPath).join(' '),
  ...(longerFiles.length === 0 ? [] : [`and ${longerFiles.map(shownPath).join(' ')}`]),
  `against ${targetFile === undefined ? `the targets of ${own?.of}` : shownPath(targetFile)}`,
];

/** Of a definition, only for its own runs. E_USAGE. */
function ownTargets({ own, resultFiles }: GateJob, { header }: Results): readonly Target[] {
  const { name } = header.definition;
  if (own !== undefined && own.of === name) return own.targets;
  throw new StoreError(
    'E_USAGE',
    `${shownPath(resultFiles[0] ?? '')} is a run of ${name}, and the targets are those of ${own?.of}. Nothing was judged.`,
  );
}

/** A mistyped name would miss every target. E_USAGE. */
function requireMeasured(store: string, { rows }: Results): void {
  const stores = [...new Set(rows.flatMap((row) => ('store' in row ? [row.store] : [])))];
  if (stores.includes(store)) return;
  throw new StoreError(
    'E_USAGE',
    `The run measured no "${store}". It measured ${stores.join(', ') || 'nothing'}. Nothing was judged.`,
  );
}

type Job = ReportJob | GateJob | HistoryJob;

function textsOf(job: Job): ReportTexts | GateTexts | HistoryTexts {
  switch (job.kind) {
    case 'report':
      return reportTexts(job);
    case 'gate':
      return gateTexts(job);
    case 'history':
      return historyTexts(job);
  }
}

function answerTo(job: Job): ThreadAnswer<ReportTexts | GateTexts | HistoryTexts> {
  try {
    return { answer: textsOf(job) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { code, message, data } = error;
    return { error: { code, message, data } };
  }
}

parentPort?.postMessage(answerTo(workerData as Job));
