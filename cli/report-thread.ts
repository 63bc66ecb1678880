// The thread in which reports and gates are computed (cli/apart.ts): from a result file to finished texts.

import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../contract/errors.ts';
import { readResults } from '../contract/result-file.ts';
import {
  buildReport,
  type Format,
  gate,
  gateSummary,
  gateText,
  readTargets,
  renderFormats,
  renderTerminal,
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
}

export interface GateTexts {
  readonly text: string;
  readonly summary: string;
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

function gateTexts({ resultFile, targetFile }: GateJob): GateTexts {
  const targets = readTargets(targetFile);
  const results = readResults(resultFile);
  const verdict = gate(results, targets);
  const { exitCode } = verdict;
  return { text: gateText(verdict).trimEnd(), summary: gateSummary(verdict, results), exitCode };
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
