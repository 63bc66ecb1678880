// A report as one HTML file: no request leaves it, no script runs in it, and every text is escaped. It must be readable
// on a phone, in the dark, on paper, and by a screen reader.

import { detailWith } from '../../../results/play-again.ts';
import type { Check } from '../../../results/result.ts';
import { comparedTitle } from '../../compared/words.ts';
import { VERDICTS, type Verdict } from '../../judge/outcome.ts';
import { type Names, namesIn } from '../../names.ts';
import type { Report, Standing } from '../../report.ts';
import { count } from '../../text/figures.ts';
import { STANDING_TONES, VERDICT_TONES } from '../cells.ts';
import { comparedTable } from '../compared-table.ts';
import { comparedNotes, insteadNotes, ratioText, targetsText } from '../notes.ts';
import { repetition } from '../repeat.ts';
import type { Table } from '../table.ts';
import {
  checksTable,
  claimsTable,
  doubtsTable,
  environmentTable,
  figuresTable,
  plantedTable,
} from '../tables.ts';
import { targetsTable } from '../timing-tables.ts';
import { load } from './load.ts';
import { escaped, tableMarkup } from './markup.ts';
import { STYLE } from './style.ts';
import { distributions, growth, profiles } from './timed.ts';

/** Nothing may be loaded, whatever the page holds. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export function renderHtml(report: Report): string {
  const { header } = report;
  const body = [
    opening(report),
    section('Base against head', comparedTable(report), comparedNotes(report).join(' ')),
    claims(report),
    targets(report),
    growth(report),
    profiles(report),
    distributions(report),
    load(report),
    section('Every check', checksTable(report), '', details(report)),
    section(
      'Planted and found',
      plantedTable(report),
      'What was put there on purpose, to see whether it is found.',
    ),
    section('Sizes and figures', figuresTable(report)),
    section(
      'Doubts',
      doubtsTable(report),
      'Reasons to read a figure with care; none of them changes a verdict.',
    ),
    repeat(report),
  ].filter((part) => part !== '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`storeproof report, seed ${header.seed}, ${header.startedAt.slice(0, 10)}`)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${body.join('\n\n')}
</body>
</html>
`;
}

const HEADLINES: Record<Standing, string> = {
  verified: 'Everything that was checked is as it should be.',
  failed: 'Some checks failed.',
  open: 'Not everything could be checked.',
};

function opening(report: Report): string {
  const { standing, summary, checks, tallies, header } = report;
  const names = namesIn(report);
  const tally = VERDICTS.map(
    (verdict) =>
      `<li><b class="${VERDICT_TONES[verdict]}">${count(tallies[verdict])}</b>${escaped(TALLY_WORDS[verdict])}</li>`,
  );
  return `<header>
<h1>storeproof: ${escaped(names.about)}, ${escaped(header.startedAt.slice(0, 10))}</h1>
<p class="verdict ${STANDING_TONES[standing]}">${report.compared === null ? HEADLINES[standing] : comparedTitle(report.compared)}</p>
<p>${summary.map(escaped).join(' ')}</p>
${checks.length === 0 ? '' : `<ul class="checked">\n${checks.map((check) => checkLine(check, names)).join('\n')}\n</ul>`}
${
  report.claims.length === 0
    ? ''
    : `<ul class="tallies" aria-label="Figures of ${escaped(names.promiser)} by verdict">${tally.join('')}</ul>
`
}</header>`;
}

const TALLY_WORDS: Record<Verdict, string> = {
  holds: 'figures hold',
  fails: 'do not hold',
  undecided: 'unclear',
  unmeasured: 'not measured',
};

const MARKS: Record<Check['verdict'], string> = {
  ok: '<span class="mark good" aria-label="ok">✓</span>',
  fail: '<span class="mark bad" aria-label="failed">✗</span>',
  'expected-fail': '<span class="mark unsure" aria-label="failed, as expected">✗</span>',
  unknown: '<span class="mark unsure" aria-label="could not be made">?</span>',
};

function checkLine({ verdict, area, subject, name, detail }: Check, names: Names): string {
  const expected = verdict === 'expected-fail' ? ' <span class="muted">(failed, as expected)</span>' : '';
  const title = detail === '' ? '' : ` title="${escaped(detail)}"`;
  return `<li${title}>${MARKS[verdict]}${escaped(`${area}, ${names.title(subject)}: ${name}`)}${expected}</li>`;
}

function claims(report: Report): string {
  if (report.claims.length === 0) return '';
  const sentences = report.claims.map(
    ({ claim, sentence, instead }) =>
      `<dt>${escaped(claim.id)} <span class="muted">${escaped(claim.source)}</span></dt>` +
      `<dd>${escaped(sentence)}${instead === null ? '' : `<br>${escaped(instead)}`}</dd>`,
  );
  const notHolding = insteadNotes(report).map(
    ({ ids, text }) => `<dt>${escaped(ids.join(', '))}</dt><dd>${escaped(text)}</dd>`,
  );
  return `<section class="claims">
<h2>What was promised, and what was measured</h2>
<p class="note">${escaped(ratioText(namesIn(report)))}. A promise holds only when the whole interval keeps it. Point at a cell for more.</p>
${tableMarkup(claimsTable(report), 'Promised and measured')}
${notHolding.length === 0 ? '' : `<details open><summary>Where a promise on times does not hold</summary><dl>${notHolding.join('\n')}</dl></details>`}
<details><summary>Each verdict in a sentence</summary><dl>${sentences.join('\n')}</dl></details>
</section>`;
}

function targets(report: Report): string {
  if (report.targets.length === 0) return '';
  return `<section class="targets">
<h2>What the store is to reach</h2>
<p class="note">${escaped(targetsText(report))} Targets of its engineers, stricter than the promises. ${escaped(namesIn(report).note('targets'))}</p>
${tableMarkup(targetsTable(report), 'Targets of the store')}
</section>`;
}

function section(title: string, table: Table, note = '', more = ''): string {
  if (table.rows.length === 0) return '';
  const noteMarkup = note === '' ? '' : `<p class="note">${escaped(note)}</p>\n`;
  return `<section>\n<h2>${escaped(title)}</h2>\n${noteMarkup}${tableMarkup(table, title)}\n${more}</section>`;
}

/** What is known of checks that are not simply ok. */
function details(report: Report): string {
  const { checks } = report;
  const told = checks.filter(({ verdict, detail }) => verdict !== 'ok' && detail !== '');
  if (told.length === 0) return '';
  const entries = told.map(
    ({ area, subject, detail, again }) =>
      `<dt>${escaped(`${area}, ${namesIn(report).title(subject)}`)}</dt><dd>${escaped(detailWith(detail, again))}</dd>`,
  );
  return `<details><summary>What is known of the checks that failed</summary><dl>${entries.join('\n')}</dl></details>\n`;
}

function repeat(report: Report): string {
  const { command, note } = repetition(report);
  return `<footer>
<h2>Repeat it</h2>
<pre><code>${escaped(command)}</code></pre>
<p class="note">${escaped(note)}</p>
${tableMarkup(environmentTable(report), 'Environment')}
<p class="note">Checked within the bounds of this run, not proven. Titles, ids and texts of ${escaped(namesIn(report).many)} are not in this page.</p>
</footer>`;
}
