// The look of the page: one column of prose and tables, two colours for the two stores, three for verdicts. Colours are
// variables, so that charts follow light and dark as well. Fonts are those of the reader's system.

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf8; --raised: #ffffff; --ink: #23262b; --soft: #5f6670; --line: #e3e0d8;
  --baseline: #b8661b; --candidate: #1b6f8c; --third: #7a6a9e; --fourth: #6d7a3a; --fifth: #8a8f98;
  --good: #2c7a4b; --bad: #b23a3a; --unsure: #97690a;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --raised: #1d2126; --ink: #dfe2e6; --soft: #98a1ab; --line: #31363d;
    --baseline: #e09a52; --candidate: #62b4d0; --third: #b3a2da; --fourth: #b0bf78; --fifth: #8a929c;
    --good: #72c493; --bad: #ef8b85; --unsure: #deb45a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 68rem;
  background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 var(--serif);
}
h1 { font-size: 1.1rem; font-weight: 600; letter-spacing: .01em; margin: 0 0 1.25rem; color: var(--soft); }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 3rem 0 .4rem; font-weight: 600; text-wrap: balance; }
h3 { font: 600 .8125rem/1.3 var(--sans); margin: 0 0 .25rem; }
p { margin: 0 0 .9rem; max-width: 42rem; text-wrap: pretty; }
.verdict { font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.15rem); line-height: 1.2; margin: 0 0 .7rem; max-width: none; text-wrap: balance; }
.note, figcaption { color: var(--soft); font: .875rem/1.5 var(--sans); max-width: 46rem; }
.tallies { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; margin: 1.1rem 0 0; padding: 0; list-style: none; font: .9375rem/1.4 var(--sans); }
.tallies b { font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; margin-right: .3rem; }
.checked { margin: 1.2rem 0 0; padding: 0; list-style: none; font: .9375rem/1.5 var(--sans); columns: 22rem 2; column-gap: 2.5rem; }
.checked li { break-inside: avoid; padding-left: 1.5rem; position: relative; margin-bottom: .2rem; }
.checked .mark { position: absolute; left: 0; font-weight: 700; }
.scroll { overflow-x: auto; margin: .8rem 0 .4rem; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); -webkit-overflow-scrolling: touch; }
.scroll:focus-visible { outline: 2px solid var(--candidate); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font: .875rem/1.4 var(--sans); font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .78rem; white-space: nowrap; vertical-align: bottom; }
th, td { padding: .42rem .9rem .42rem 0; border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; }
td:first-child, td > .muted:only-child { white-space: nowrap; }
.r { text-align: right; white-space: nowrap; }
td[title] { cursor: help; }
tbody tr:hover { background: color-mix(in srgb, var(--candidate) 6%, transparent); }
.claims td:nth-child(3) { white-space: nowrap; }
.claims td:last-child { white-space: nowrap; font-weight: 600; }
.claims .detail { display: inline-block; text-align: left; min-width: 1.9em; }
.claims td:nth-child(6) .detail { min-width: 7.6em; }
.claims th:nth-child(4), .claims th:nth-child(5) { padding-right: calc(.9rem + 2.2em); }
.claims th:nth-child(6) { padding-right: calc(.9rem + 8.2em); }
.targets td:nth-child(2) { min-width: 13rem; }
.targets td:nth-child(3) { font-size: .8125rem; }
.targets td:last-child { white-space: nowrap; font-weight: 600; }
.targets td:first-child { white-space: normal; min-width: 11rem; font-weight: 600; }
.targets tr:has(td:first-child:empty) td { border-top-color: transparent; padding-top: .1rem; }
.contestants td:first-child, .contestants th:first-child { position: sticky; left: 0; background: var(--paper); }
.contestants .detail { display: block; white-space: nowrap; }
.timed details, .timed figure { margin-top: .8rem; }
.load h3.run { font-size: .9375rem; margin: 2rem 0 -.4rem; }
.load .charts { gap: 1.1rem 2rem; }
.load .charts figure { margin-top: .8rem; }
.load .charts.two svg { max-width: 34rem; }
.load .charts + .scroll, .load .charts + .stacked { margin-top: 1.8rem; }
.load td:nth-child(2) { min-width: 11rem; }
.load details td:nth-child(2) { min-width: 0; }
.stacked td:nth-child(3) { min-width: 15rem; }
.stacked td:last-child { min-width: 11rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); }
.muted, .detail { color: var(--soft); font-weight: 400; }
.detail { font-size: .8125rem; }
details { margin: .6rem 0 0; font: .9375rem/1.5 var(--sans); }
summary { cursor: pointer; color: var(--soft); }
details dl { margin: .8rem 0 0; max-width: 46rem; }
dt { font-weight: 600; font-variant-numeric: tabular-nums; }
dd { margin: 0 0 .7rem; overflow-wrap: anywhere; }
figure { margin: 1.2rem 0 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1.6rem 2rem; margin-top: .9rem; }
.charts + .scroll { margin-top: 1.8rem; }
.charts.two { grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.charts.one { grid-template-columns: minmax(0, 34rem); }
.charts svg { width: 100%; height: auto; display: block; overflow: visible; font-family: var(--sans); color: var(--soft); }
.charts .label { fill: var(--ink); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font: .875rem/1.5 var(--sans); margin: .6rem 0 0; padding: 0; list-style: none; }
.key i { display: inline-block; width: .7rem; height: .7rem; border-radius: 50%; margin-right: .4rem; }
pre { font: .9rem/1.5 var(--mono); background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: .7rem .9rem; overflow-x: auto; margin: .6rem 0 .8rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) { body { padding: 1.5rem 1rem 3rem; font-size: 1rem; } h2 { margin-top: 2.3rem; } }
@media (max-width: 40rem) {
  .claims .scroll { overflow: visible; }
  .claims thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .claims tr { display: flex; flex-wrap: wrap; column-gap: 1rem; padding: .55rem 0; border-top: 1px solid var(--line); }
  .claims td, .claims .r { border: 0; padding: 0; text-align: left; white-space: normal; }
  .claims td:nth-child(1) { flex: 0 0 3.4rem; }
  .claims td:nth-child(2) { flex: 1 1 8rem; }
  .claims td:nth-child(3) { order: 1; flex: 1 0 100%; padding-left: 4.4rem; }
  .claims td:nth-child(n+4):nth-child(-n+6) { order: 2; }
  .claims td:nth-child(4), .claims td:nth-child(6) { padding-left: 4.4rem; }
  .claims td:nth-child(6) { flex: 1 0 100%; }
  .claims td:nth-child(n+3):nth-child(-n+6)::before { content: attr(data-label) " "; color: var(--soft); }
  .targets .scroll { overflow: visible; }
  .targets thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .targets tr { display: block; padding: .45rem 0; border-top: 1px solid var(--line); }
  .targets tr:has(td:first-child:empty) { border-top: 0; padding-top: .2rem; }
  .targets td { display: block; border: 0; padding: 0; }
  .targets td:first-child:empty { display: none; }
  .targets td:nth-child(n+2) { padding-left: 1rem; }
  .stacked .scroll { overflow: visible; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { display: block; padding: .45rem 0; border-top: 1px solid var(--line); }
  .stacked td, .stacked .r { display: block; border: 0; padding: 0 0 0 1rem; text-align: left; white-space: normal; }
  .stacked td:first-child { padding: 0; font-weight: 600; }
  .stacked td:empty { display: none; }
  .stacked td:nth-child(n+4)::before { content: attr(data-label) " "; color: var(--soft); }
  .claims .detail, .claims td:nth-child(6) .detail { min-width: 0; }
}
@media print {
  body { max-width: none; } .scroll { overflow: visible; }
  figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  table { font-size: .75rem; } .claims th, .claims td { padding-right: .5rem !important; } .claims .detail, .claims td:nth-child(6) .detail { min-width: 0; }
  .load table { font-size: .6875rem; } .load th { font-size: .625rem; white-space: normal; } .load th, .load td { padding-right: .45rem; }
  .load td:nth-child(2) { min-width: 9rem; } .stacked td:nth-child(3), .stacked td:last-child { min-width: 0; }
}
`;
