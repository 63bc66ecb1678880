// The thread in which reports and gates are computed (cli/apart.ts): from a result file to finished texts.

import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../contract/errors.ts';
import { readResults } from '../contract/result-file.ts';
import {
  type GateVerdict,
  gate,
  gateSummary,
  gateText,
  type OnCannotTell,
  readTargets,
  SUMMARY_BYTES_MAX,
} from '../reports/index.ts';
import type { Outcome } from './apart.ts';
import { type ReportJob, type ReportTexts, reportTexts } from './report-texts.ts';

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
