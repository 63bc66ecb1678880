// The files of every format that a report can be written in.

import { renderHtml } from '../render/html/page.ts';
import { renderMarkdown } from '../render/markdown.ts';
import type { Report } from '../report.ts';
import { renderBiggerIsBetter, renderSmallerIsBetter } from './action-benchmark.ts';
import { renderBencher } from './bencher.ts';
import { type Format, PAGE_FORMATS } from './format-names.ts';
import { renderJunit } from './junit.ts';

const FILES = {
  markdown: { 'report.md': renderMarkdown },
  html: { 'report.html': renderHtml },
  junit: { 'junit.xml': renderJunit },
  'github-action-benchmark': {
    'benchmark-smaller-is-better.json': renderSmallerIsBetter,
    'benchmark-bigger-is-better.json': renderBiggerIsBetter,
  },
  bencher: { 'bencher.json': renderBencher },
} as const satisfies Record<Format, Record<string, (report: Report) => string>>;

export interface RenderedFile {
  readonly name: string;
  readonly text: string;
}

/** In the order of the formats, each once. */
export const renderFormats = (report: Report, formats: readonly Format[] = PAGE_FORMATS): RenderedFile[] =>
  [...new Set(formats)].flatMap((format) =>
    Object.entries<(report: Report) => string>(FILES[format]).map(([name, render]) => ({
      name,
      text: render(report),
    })),
  );
