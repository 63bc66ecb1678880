// Text to HTML. Everything that comes from a result file passes through `escaped`.

import type { Cell, Column, Table } from '../table.ts';

/** Characters that no HTML may hold, and marks that turn the order of characters around, become U+FFFD. */
export const withoutControls = (text: string): string =>
  text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** For element content and quoted attributes. */
export const escaped = (text: string): string =>
  withoutControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** A table in a box that scrolls sideways where the screen is too narrow for it. `label` names it for screen readers. */
export function tableMarkup({ columns, rows }: Table, label: string): string {
  const head = columns.map((column) => `<th scope="col"${alignment(column)}>${escaped(column.title)}</th>`);
  const body = rows.map(
    (row) => `<tr>${row.map((cell, index) => cellMarkup(cell, columns[index])).join('')}</tr>`,
  );
  return [
    `<div class="scroll" role="region" aria-label="${escaped(label)}" tabindex="0"><table>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody></table></div>`,
  ].join('\n');
}

const alignment = (column: Column | undefined): string => (column?.align === 'right' ? ' class="r"' : '');

function cellMarkup({ text, tone, hover, detail }: Cell, column: Column | undefined): string {
  const title = hover === undefined ? '' : ` title="${escaped(hover)}"`;
  const words = tone === undefined ? escaped(text) : `<span class="${tone}">${escaped(text)}</span>`;
  const more = detail === undefined ? '' : ` <span class="detail">${escaped(detail)}</span>`;
  const label = column === undefined ? '' : ` data-label="${escaped(column.title)}"`;
  return `<td${alignment(column)}${label}${title}>${words}${more}</td>`;
}

/** A chart that is drawn: what stands above it, and itself. */
export interface Chart {
  readonly title: string;
  /** Escaped; goes into the page as it is. */
  readonly svg: string;
}

/** Charts side by side where there is room. */
export const grid = (charts: readonly Chart[], layout = ''): string =>
  `<div class="charts ${layout}">${charts
    .map(({ title, svg }) => `<figure><h3>${escaped(title)}</h3>\n${svg}</figure>`)
    .join('\n')}</div>`;

/** More for those who ask for it. */
export const folded = (summary: string, content: string): string =>
  `<details><summary>${escaped(summary)}</summary>\n${content}\n</details>`;
