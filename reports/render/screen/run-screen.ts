// The last screen of a run, whatever verb made it: composed from the rows that the run has. It shows what the other
// renderings show, of the same judgements, and leaves out what was not asked for.

import type { Report } from '../../report.ts';
import { count } from '../../text/figures.ts';
import { hasSettings } from '../load-tables.ts';
import { COMPARED_LINES_MAX, comparedBlocks } from './compared-screen.ts';
import { comparisonBlocks } from './comparison-block.ts';
import { LOAD_LINES_MAX, loadBlock } from './load-block.ts';
import { machineBlock, TIMED } from './machine-block.ts';
import { kindOf, type RunKind } from './run-kind.ts';
import type { Screen, Way } from './screen.ts';
import { speedBlock } from './speed-block.ts';
import { verdictBlock } from './verdict-block.ts';

/** `ways`: what to do next, and `notes`: what the rows do not say; both are known to the caller. */
export function runScreen(report: Report, ways: readonly Way[], notes: readonly string[] = []): Screen {
  const { compared } = report;
  if (compared !== null) {
    const blocks = comparedBlocks({ ...report, compared });
    return { head: headOf(report, 'bench'), blocks, ways, linesMax: COMPARED_LINES_MAX };
  }
  const kind = kindOf(report);
  const tables = kind === 'proof' ? speedBlock(report) : [...loadBlock(report), ...comparisonBlocks(report)];
  return {
    head: headOf(report, kind),
    blocks: [
      { ...verdictBlock(report, kind), foot: [...report.partNotes, ...notes] },
      ...tables,
      ...machineBlock(report, kind),
    ],
    ways,
    ...(kind === 'load' && hasSettings(report) && { linesMax: LOAD_LINES_MAX }),
  };
}

function headOf({ header, finishedAt, machine }: Report, kind: RunKind): string[] {
  const { cpuCount, fileSystem, nodeVersion } = header.environment;
  return [
    `storeproof ${header.version}`,
    ...(machine === null || !TIMED.includes(kind) ? [] : [machine.brief]),
    `${count(cpuCount)} ${cpuCount === 1 ? 'core' : 'cores'}, ${fileSystem}, Node ${nodeVersion}`,
    ...(finishedAt === null ? [] : [timeText(Date.parse(finishedAt) - Date.parse(header.startedAt))]),
    `seed ${header.seed}`,
  ];
}

/** "8 s", "2 min 31 s". */
function timeText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
