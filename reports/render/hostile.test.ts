// Whatever a result file says, no rendering of it acts on the reader's terminal, page or build server: names and texts are
// shown, and figures that are none do not end it.

import fc from 'fast-check';
import { DOMParser, parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { anyText } from '../../contract/suite/any-text.ts';
import type { Results } from '../../results/result-file.ts';
import type { Target } from '../../results/tests.ts';
import { exampleRun } from '../../sessions/examples/example-run.ts';
import { renderFormats } from '../export/formats.ts';
import { gate } from '../gate/gate.ts';
import { gateSummary, gateText } from '../gate/summary.ts';
import { buildReport } from '../report.ts';
import { drawScreen } from './screen/draw.ts';
import { gateScreen } from './screen/gate-screen.ts';
import { runScreen } from './screen/run-screen.ts';
import { renderTerminal } from './terminal.ts';

const RUNS = amountOf('STOREPROOF_HOSTILE_RUNS');

const HOSTILE = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '\u001b[8mhidden\u001b[31m',
  '\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007',
  '\u009b31m\u0085\u007f\u0000\r\n\t',
  '\u202egnp.exe\u2066\u200f',
  'a\n# Heading\n\n::error::owned\n##[error]owned',
  '::error file=x::owned',
  '![a](http://evil.example/x.png) [b](javascript:alert(1)) <http://evil.example>',
  '<img src=x onerror=alert(1)><script>alert(1)</script>&lt;b&gt;&#60;',
  '"\'><svg onload=alert(1)>',
  '--- \n| a | b |\n```\n~~~ $x$ @everyone www.evil.example',
  ']]></testcase><failure/>',
  '{{x}} %s %d',
  '\ud800\udfff\ufffe\uffff',
  '日本語 😀'.repeat(40),
];
const hostileText = fc.oneof(fc.constantFrom(...HOSTILE), anyText({ maxLength: 30 }));
const hostileNumber = fc.constantFrom(
  NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  -1,
  5e-324,
  Number.MAX_VALUE,
  2 ** 53,
  0.1,
);

/** Fields that hold what a run was called or said; the others are words of the format. */
const TEXTS = ['operation', 'store', 'profile', 'name', 'subject', 'detail', 'unit', 'command', 'version'];
const MORE_TEXTS = [
  'revision',
  'startedAt',
  'finishedAt',
  'cpuModel',
  'fileSystem',
  'nodeVersion',
  'platform',
];
/** Of the words of a definition. */
const WORDS = [
  ...['record', 'candidate', 'baseline', 'referenceProfile', 'home', 'about', 'verified', 'promisedBy'],
  ...['floors', 'targets', 'growth', 'spread', 'text', 'id', 'source', 'title', 'why', 'asked'],
];
/** Fields of texts that have names of their own. */
const NAMED = ['titles', 'versions'];
const NUMBERS = [
  'value',
  'bytes',
  'throughputPerSecond',
  'latencyNsP50',
  'latencyNsP99',
  'durationNs',
  'lost',
];
const MORE_NUMBERS = ['fsyncNsP50', 'memoryBytes', 'cpuCount', 'found', 'acknowledged', 'loadAverage'];

interface Draw {
  readonly chance: () => number;
  readonly text: () => string;
  readonly number: () => number;
}

/** The value with some of its texts and numbers replaced, and keys of its counts. */
function spoiled<T>(value: T, draw: Draw, key = ''): T {
  if (typeof value === 'string' && [...TEXTS, ...MORE_TEXTS, ...WORDS].includes(key)) {
    return (draw.chance() < 0.3 ? draw.text() : value) as T;
  }
  if (typeof value === 'number' && [...NUMBERS, ...MORE_NUMBERS].includes(key)) {
    return (draw.chance() < 0.3 ? draw.number() : value) as T;
  }
  if (Array.isArray(value)) return value.map((each) => spoiled(each, draw, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) =>
    key === 'counts' && draw.chance() < 0.5
      ? [draw.text(), draw.number()]
      : [name, spoiled(inner, draw, NAMED.includes(key) ? 'text' : name)],
  );
  return Object.fromEntries(entries) as T;
}

const base = exampleRun({ trials: 2, samples: 8, sizes: [100, 1_000] });
/** Fewer, so that many files can be looked at. */
const small: Results = {
  ...base,
  rows: base.rows.filter(
    (row) => row.row !== 'trial' || ['getOne', 'create', 'getAllCold'].includes(row.operation),
  ),
};

const hostileRun = fc.gen().map((gen): Results => {
  return spoiled(small, {
    chance: () => gen(fc.nat, { max: 99 }) / 100,
    text: () => gen(() => hostileText),
    number: () => gen(() => hostileNumber),
  });
});

const PLAIN = { hasColour: false, hasUnicode: true, width: 80 };
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const OUR_COLOURS = /\u001b\[(?:0|1|2|31|32|33)m/g;

/** Outside of code, as a reader of Markdown sees it. */
const withoutCode = (markdown: string): string => markdown.replaceAll(/^(`{3,})sh\n.*\n\1$/gm, '');

function expectHarmlessMarkdown(text: string): void {
  expect(text).not.toMatch(CONTROLS);
  const prose = withoutCode(text);
  expect(prose.match(/(?<!\\)(?:\\\\)*[[\]<>]/g) ?? []).toEqual([]);
  expect(prose).not.toMatch(/:\/\/|\bwww\.|@/);
  for (const line of prose.split('\n').filter((each) => /^\s*#/.test(each))) {
    expect(line).toMatch(/^##? [A-Z][\w ]+/i);
  }
}

function expectHarmlessPage(text: string): void {
  expect(text.replaceAll('\t', '')).not.toMatch(CONTROLS);
  expect(text).not.toContain('native code');
  const { document } = parseHTML(text);
  const elements = [...document.querySelectorAll('*')];
  expect(elements.filter(({ tagName }) => /^(?:script|img|iframe|a|object|form)$/i.test(tagName))).toEqual(
    [],
  );
  const attributes = elements.flatMap((element) => [...element.attributes]);
  expect(attributes.filter(({ name }) => /^on/i.test(name))).toEqual([]);
  const places = attributes.filter(({ name }) => /(?:href|src)$/i.test(name)).map(({ value }) => value);
  expect(places.filter((place) => !/^(?:data:|#)/.test(place))).toEqual([]);
}

const targetsOf = (hostile: string): Target[] => [
  { id: hostile, why: hostile, tests: [{ quantity: 'complete' }] },
  {
    id: 'named',
    title: hostile,
    tests: [
      { quantity: 'ratio', operations: [hostile], records: [100], store: hostile, over: hostile, atMost: 1 },
      { quantity: 'failed checks', areas: [hostile], asked: hostile },
    ],
  },
];

function expectHarmlessXml(text: string): void {
  expect(text).not.toMatch(CONTROLS);
  const xml = new DOMParser().parseFromString(text, 'text/xml');
  expect(xml.querySelectorAll('testcase').length).toBe(text.split('<testcase ').length - 1);
}

const JUDGES: Readonly<Record<string, (text: string) => void>> = {
  'report.md': expectHarmlessMarkdown,
  'report.html': expectHarmlessPage,
  'junit.xml': expectHarmlessXml,
  'bencher.json': (text) => expect(JSON.parse(text)).toBeTypeOf('object'),
};

test('no text of a result file acts on a terminal, a page or a build server', () => {
  fc.assert(
    fc.property(hostileRun, (results) => {
      const report = buildReport(results);
      const files = renderFormats(report, ['markdown', 'html', 'junit', 'bencher']);
      for (const { name, text } of files) JUDGES[name]?.(text);
      for (const hasColour of [false, true]) {
        const style = { ...PLAIN, hasColour };
        for (const text of [renderTerminal(report, style), drawScreen(runScreen(report, []), style)])
          expect(text.replaceAll(OUR_COLOURS, '')).not.toMatch(CONTROLS);
      }
    }),
    // Simpler runs would take minutes to find, and the text that is wrong is in the message.
    { numRuns: RUNS, endOnFailure: true },
  );
});

test('no text of a result file or of targets acts on the log or the job summary of a gate', () => {
  fc.assert(
    fc.property(hostileRun, hostileText, (results, hostile) => {
      const judged = gate(results, targetsOf(hostile));
      expectHarmlessMarkdown(gateSummary(judged, results) ?? '');
      expect(gateText(judged)).not.toMatch(CONTROLS);
      expect(drawScreen(gateScreen(judged, results, { subject: [hostile], ways: [] }), PLAIN)).not.toMatch(
        CONTROLS,
      );
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});
