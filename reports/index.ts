// What the other parts use of reports: from a result file to a report, its renderings, and the gate.

export { CLAIM_WORDS, type JudgedClaim } from './claims/claims.ts';
export { DIFFERENCE, differenceWays } from './difference-ways.ts';
export { annotations } from './export/annotations.ts';
export type { Case, Place } from './export/case.ts';
export { FORMATS, type Format, PAGE_FORMATS } from './export/format-names.ts';
export { renderFormats } from './export/formats.ts';
export { junitXml } from './export/junit-xml.ts';
export { targetCases } from './gate/cases.ts';
export { type GateOptions, type GateResult, gate, type JudgedTarget } from './gate/gate.ts';
export { targetLine, workloadLine } from './gate/places.ts';
export { gateSummary, gateText, gateTotal, SUMMARY_BYTES_MAX } from './gate/summary.ts';
export { parseTargets, readTargets, type Targets } from './gate/targets-file.ts';
export type { GateVerdict, OnCannotTell } from './gate/words.ts';
export { historyLines } from './history/history-lines.ts';
export { historyMarkdown, historyScreen } from './history/history-view.ts';
export { trendsOf } from './history/trend.ts';
export { renderHtml } from './render/html/page.ts';
export { renderMarkdown } from './render/markdown.ts';
export { repetition } from './render/repeat.ts';
export { drawScreen } from './render/screen/draw.ts';
export { gateScreen } from './render/screen/gate-screen.ts';
export { runScreen } from './render/screen/run-screen.ts';
export type { Way } from './render/screen/screen.ts';
export { type TerminalStyle, terminalStyle } from './render/style.ts';
export { renderTerminal } from './render/terminal.ts';
export { buildReport, type Report, type Standing } from './report.ts';
