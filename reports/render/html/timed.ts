// The part of the page about times: how they grow, one section for each kind of data, and how they are spread. Charts
// show the two stores that are compared; the others are in tables that unfold.

import { type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import {
  comparisonsTable,
  contestantsTable,
  floorsTable,
  scalingTable,
  type TimingPart,
  timingParts,
} from '../timing-tables.ts';
import { distributionCharts, medianCharts } from './charts.ts';
import { exponentCharts, growthCharts } from './growth-charts.ts';
import { escaped, folded, grid, tableMarkup } from './markup.ts';
import { storeColour } from './plot.ts';

/** More would hide each other. */
const charted = ({ timings }: Report): readonly string[] => timings.stores.slice(0, 2);

export function growth(report: Report): string {
  const { comparisons, scalings } = report.timings;
  const stores = charted(report);
  const names = namesIn(report);
  if (scalings.length === 0) return '';
  return `<section>
<h2>How times grow with the number of ${escaped(names.many)}</h2>
<p class="note">An exponent of 0 is the same time at any size, 1 is twice the time for twice the ${escaped(names.many)}; a logarithm shows 0.15 from 100 to 10,000. Dashed: 0.1, the limit for operations on one ${escaped(names.record)}. Lines through the dots are 95% intervals.</p>
${key(stores, names)}
${grid(exponentCharts(scalings, stores, names), 'one')}
<p class="note">Both axes below are logarithmic: the steeper a line, the higher its exponent.</p>
${grid(growthCharts(comparisons, stores, names))}
${folded('Every exponent', tableMarkup(scalingTable(report), 'Exponents of growth'))}
</section>`;
}

export function profiles(report: Report): string {
  const parts = timingParts(report);
  const profilesTimed = [...new Set(parts.map(({ profile }) => profile))];
  const floors = floorsTable(report);
  return [
    ...profilesTimed.map((profile) =>
      profileSection(
        report,
        profile,
        parts.filter((part) => part.profile === profile),
      ),
    ),
    ...(floors.rows.length === 0
      ? []
      : [
          `<section>
<h2>Floors</h2>
<p class="note">A floor does the least that the machine must do for an operation${escaped(floorsNote(report))}. It shows how much of a time is the store’s own; only a store that remembers what it read can be faster.</p>
${folded('Every floor', tableMarkup(floors, 'Floors'))}
</section>`,
        ]),
  ].join('\n\n');
}

const floorsNote = (report: Report): string => {
  const note = namesIn(report).note('floors');
  return note === '' ? '' : `: ${note}`;
};

function profileSection(report: Report, profile: string, parts: readonly TimingPart[]): string {
  const stores = charted(report);
  const names = namesIn(report);
  const charts = medianCharts(
    parts.flatMap(({ comparisons }) => comparisons),
    stores,
    names,
  );
  const tables = parts.flatMap((part) => partTables(report, part));
  const tick =
    report.timings.floors.length === 0
      ? ''
      : ` Upright ticks are ${names.title(names.candidate)}’s nearest floor.`;
  return `<section class="timed">
<h2>Time of one call: ${escaped(names.title(profile))}</h2>
<p class="note">Dots are medians, lines their 95% intervals over trials. The axis is logarithmic: each step is ten times as long.${escaped(tick)}</p>
${key(stores, names)}
${grid(charts, 'two')}
${tables.join('\n')}
</section>`;
}

function partTables(report: Report, part: TimingPart): string[] {
  const names = namesIn(report);
  const at = names.records(part.records);
  const contestants = contestantsTable(part, report);
  const operations = tableMarkup(
    comparisonsTable(part.comparisons, report),
    `Every operation, ${at}, ${names.title(part.profile)}`,
  );
  return [
    folded(`Every operation at ${at}`, operations),
    ...(contestants.rows.length === 0
      ? []
      : [
          folded(
            `All contestants at ${at}: medians, and times over ${names.title(names.candidate)}’s`,
            `<div class="contestants">${tableMarkup(contestants, `All contestants, ${at}, ${names.title(part.profile)}`)}</div>`,
          ),
        ]),
  ];
}

export function distributions(report: Report): string {
  const stores = charted(report);
  const names = namesIn(report);
  const charts = distributionCharts(report.timings.comparisons, stores, names);
  if (charts.length === 0) return '';
  return `<section>
<h2>How the times are spread</h2>
<p class="note">The share of all calls that had ended after so long, ${escaped(names.title(names.referenceProfile))}. A curve that leans over at the top has a long tail.</p>
${key(stores, names)}
${grid(charts)}
</section>`;
}

const key = (stores: readonly string[], names: Names): string =>
  `<ul class="key">${stores
    .map(
      (store) =>
        `<li><i style="background:${storeColour(store, names)}"></i>${escaped(names.title(store))}</li>`,
    )
    .join('')}</ul>`;
