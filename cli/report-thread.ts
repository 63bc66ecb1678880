// The thread in which reports and gates are computed (cli/apart.ts): from a result file to finished texts.

import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../contract/errors.ts';
import { readResults } from '../contract/result-file.ts';
import {
  buildReport,
  type Format,
  type GateVerdict,
  gate,
  gateSummary,
  gateText,
  type OnCannotTell,
  readTargets,
  renderFormats,
  renderTerminal,
  SUMMARY_BYTES_MAX,
  type TerminalStyle,
} from '../reports/index.ts';
import type { Outcome } from './apart.ts';
import { visibleValues } from './visible-text.ts';

export interface ReportJob {
  readonly kind: 'report';
  readonly resultFile: string;
  readonly formats: readonly Format[];
  readonly style: TerminalStyle;
}

export interface ReportTexts {
  readonly screen: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export interface GateJob {
  readonly kind: 'gate';
  readonly resultFile: string;
  readonly targetFile: string;
  readonly onCannotTell: OnCannotTell;
  /** Of the job summary, by what was appended before. */
  readonly summaryBytesTaken: number;
}

export interface GateTexts {
  readonly text: string;
  /** Null when the job summary has no room for it. */
  readonly summary: string | null;
  readonly verdict: GateVerdict;
  readonly exitCode: ReturnType<typeof gate>['exitCode'];
}

function reportTexts({ resultFile, formats, style }: ReportJob): ReportTexts {
  const report = buildReport(readResults(resultFile));
  // The pages list every promise; the screen those that this run says something about.
  const claims = report.claims.filter(({ verdict }) => verdict !== 'not measured');
  return {
    screen: renderTerminal(visibleValues({ ...report, claims }), style).trimEnd(),
    files: renderFormats(report, formats).map(({ name, text }) => ({ name, text })),
  };
}

function gateTexts({ resultFile, targetFile, onCannotTell, summaryBytesTaken }: GateJob): GateTexts {
  const targets = readTargets(targetFile);
  const results = readResults(resultFile);
  const result = gate(results, targets, { onCannotTell });
  const { verdict, exitCode } = result;
  const summary = gateSummary(result, results, SUMMARY_BYTES_MAX - summaryBytesTaken);
  return { text: gateText(result).trimEnd(), summary, verdict, exitCode };
}

function outcomeOf(job: ReportJob | GateJob): Outcome<ReportTexts | GateTexts> {
  try {
    return { answer: job.kind === 'report' ? reportTexts(job) : gateTexts(job) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { code, message, data } = error;
    return { error: { code, message, data } };
  }
}

parentPort?.postMessage(outcomeOf(workerData as ReportJob | GateJob));
