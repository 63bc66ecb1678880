// What the history of past runs shows, after a run was added to it. Computed in a thread: plain data in, plain data out.

import { StoreError } from '../contract/errors.ts';
import {
  drawScreen,
  historyLines,
  historyMarkdown,
  historyScreen,
  type TerminalStyle,
  trendsOf,
} from '../reports/index.ts';
import { addToHistory, readHistory } from '../results/history-file.ts';
import { readRun } from '../results/read-run.ts';
import { SESSION_WORDS } from '../sessions/words.ts';
import { shownPath } from './shown-path.ts';

export interface HistoryJob {
  readonly kind: 'history';
  readonly file: string;
  /** Of a run that is added, or of its parts; none: the history is only shown. */
  readonly resultFiles: readonly string[];
  readonly isMarkdown: boolean;
  readonly style: TerminalStyle;
}

export interface HistoryTexts {
  readonly screen: string;
  readonly answer: object;
}

export function historyTexts({ file, resultFiles, isMarkdown, style }: HistoryJob): HistoryTexts {
  const added = resultFiles.length === 0 ? null : addRun(file, resultFiles);
  const history = readHistory(file);
  const view = { history, trends: trendsOf(history.lines) };
  const shown = historyScreen(view, {
    head: [shownPath(file), ...(added === null ? [] : [`added ${added}`])],
    ways: [],
    hasUnicode: style.hasUnicode,
  });
  return {
    screen: (isMarkdown ? historyMarkdown(view) : drawScreen(shown, style)).trimEnd(),
    answer: {
      file,
      added,
      runs: new Set(history.lines.map(({ run }) => run)).size,
      unread: history.unread,
      trends: view.trends,
    },
  };
}

/** Answers which run it was. E_REFUSED for one that is not whole, or there already. */
function addRun(file: string, resultFiles: readonly string[]): string {
  const results = readRun(resultFiles, SESSION_WORDS);
  const [first] = resultFiles.map(shownPath);
  if (!results.isComplete) {
    throw new StoreError(
      'E_REFUSED',
      `The run of ${first} did not come to its end, or parts of it are missing. It was not added to the history.`,
    );
  }
  const lines = historyLines(results);
  const [line] = lines;
  if (line === undefined) {
    throw new StoreError(
      'E_REFUSED',
      `The run of ${first} measured nothing that could be followed. It was not added to the history.`,
    );
  }
  addToHistory(file, lines);
  return line.run;
}
