// Makes a picture of what a tool prints, as a terminal would show it:
//
//   FORCE_COLOR=1 COLUMNS=80 node bin/storeproof.js report | node build/terminal-picture.js 80 report-80.png
//
// Needs Chromium on the machine (CHROMIUM names another one than the one on the path). Lines that are wider than the
// terminal break, as there. Plain JavaScript: it is run by hand and is no part of the package.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [columnsText, file] = process.argv.slice(2);
const columns = Number(columnsText);
if (!Number.isInteger(columns) || columns < 20 || file === undefined) {
  console.error('usage: … | node build/terminal-picture.js COLUMNS FILE.png');
  process.exit(2);
}

/** Of the font below, rounded up. */
const CHARACTER_WIDTH = 9.1;
const LINE_HEIGHT = 20;
const PADDING = 14;
/** By the parameter of the escape sequence. */
const STYLES = {
  1: 'font-weight:bold',
  2: 'opacity:.6',
  31: 'color:#ff7b72',
  32: 'color:#56d364',
  33: 'color:#e3b341',
};

const text = readFileSync(0, 'utf8').trimEnd();
const plain = text.replaceAll(/\x1b\[[0-9;]*m/g, '');
const lines = plain.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
const width = Math.ceil(columns * CHARACTER_WIDTH) + 2 * PADDING;
const height = lines * LINE_HEIGHT + 2 * PADDING;
const folder = mkdtempSync(join(tmpdir(), 'terminal-picture-'));
try {
  const page = join(folder, 'page.html');
  writeFileSync(page, pageOf(text));
  execFileSync(
    process.env.CHROMIUM ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--window-size=${width},${height}`,
      `--screenshot=${resolve(file)}`,
      `file://${page}`,
    ],
    { stdio: 'ignore' },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${file}: ${columns} columns, ${lines} lines`);

function pageOf(captured) {
  let isOpen = false;
  const body = captured
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\x1b\[([0-9;]*)m/g, (_, code) => {
      const end = isOpen ? '</span>' : '';
      isOpen = code in STYLES;
      return isOpen ? `${end}<span style="${STYLES[code]}">` : end;
    });
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #0d1117; }
pre { margin: 0; padding: ${PADDING}px; color: #e6edf3; width: ${columns}ch; box-sizing: content-box;
  font: 15px/${LINE_HEIGHT}px 'DejaVu Sans Mono', monospace; white-space: pre-wrap; word-break: break-all; }
</style><pre>${body}${isOpen ? '</span>' : ''}</pre>`;
}
