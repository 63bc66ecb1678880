// The scripts of the action and of the comment as a workflow starts them, without GitHub: its files and variables, and a server
// that answers as its API does. Where the tool itself is not what is tried, a stand-in says what it was asked.

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ROOT, TOOL_MS_MAX, UNCOVERED } from './run-tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'storeproof-action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
const newFolder = (): string => {
  const path = join(folder, String(++made));
  mkdirSync(path);
  return path;
};

const fileOf = (value: unknown): string => {
  const file = join(newFolder(), 'file.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
};

type Variables = Readonly<Record<string, string>>;

const script = (name: string, words: readonly string[], cwd: string, env: Variables) =>
  execa(process.execPath, [join(ROOT, 'action', `${name}.js`), ...words], {
    ...{ cwd, env: { ...UNCOVERED, ...env }, reject: false, timeout: TOOL_MS_MAX },
  });

/** Says its words, writes a summary unless it is to fail early, and ends with the code that is wanted. */
const STAND_IN = `
const { appendFileSync, writeFileSync } = require('node:fs');
const words = process.argv.slice(2);
console.log(JSON.stringify(words));
const code = Number(process.env.CODE ?? 0);
if (words[0] === 'gate' && code !== 4) appendFileSync(process.env.GITHUB_STEP_SUMMARY, '## told\\n');
const at = words.indexOf('--junit');
if (at > 0) writeFileSync(words[at + 1], '<testsuites/>');
process.exitCode = code;
`;

/** A project with the stand-in installed. */
function project(): string {
  const home = newFolder();
  mkdirSync(join(home, 'node_modules', 'storeproof', 'bin'), { recursive: true });
  writeFileSync(join(home, 'node_modules', 'storeproof', 'bin', 'storeproof.js'), STAND_IN);
  return home;
}

async function gated(name: string, env: Variables, cwd: string = project()) {
  const [temporary, output, summary] = [
    newFolder(),
    join(newFolder(), 'output'),
    join(newFolder(), 'summary'),
  ];
  writeFileSync(summary, 'before\n');
  const { exitCode, stdout, stderr } = await script('gate', [name], cwd, {
    ...{ RUNNER_TEMP: temporary, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, GITHUB_EVENT_PATH: '' },
    ...env,
  });
  const asked = stdout
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as string[]);
  const read = (file: string): string => readFileSync(file, 'utf8');
  return { exitCode, stderr, asked, temporary, output: () => read(output), summary: () => read(summary) };
}

test.each(['bench && ', '&& load', 'bench && && load'])(
  'a part of "measure" without a verb is told before anything is measured: %s',
  async (measure) => {
    const { exitCode, stderr, asked } = await gated('targets', { GATE_MEASURE: measure });
    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] });
    expect(stderr).toContain('has a part without a verb');
  },
);

test('the inputs of the action become a command line, and the verdict an output', async () => {
  const { exitCode, asked, temporary, output, summary } = await gated('base', {
    ...{
      GATE_BASE: '.',
      GATE_CONFIG: 'my.config.js',
      GATE_ON_CANNOT_TELL: 'warn',
      GATE_OPTIONS: '--ops get',
    },
    ...{ GATE_COMMAND: `python3 'my store.py' --bug "two words"`, CODE: '3' },
  });
  const junit = join(temporary, 'gate', 'base.xml');
  expect(asked).toEqual([
    [
      ...['gate', '--base', '.', '--ops', 'get', '--config', 'my.config.js', '--on-cannot-tell', 'warn'],
      ...['--junit', junit, '--', 'python3', 'my store.py', '--bug', 'two words'],
    ],
  ]);
  expect(exitCode).toBe(3);
  expect(output()).toBe(
    `verdict=fail\nexit-code=3\nsummary=${join(temporary, 'gate', 'base.md')}\njunit=${junit}\n`,
  );
  expect(summary()).toBe('before\n## told\n');
});

test.each([
  ['0', 'pass'],
  ['12', 'cannot tell'],
  ['4', 'error'],
])('exit code %s is told as %s, and ends the step with it', async (code, verdict) => {
  const { exitCode, output, summary } = await gated('base', { GATE_BASE: '.', CODE: code });
  expect(exitCode).toBe(Number(code));
  expect(output()).toContain(`verdict=${verdict}\n`);
  if (verdict === 'error') expect(summary()).toContain('The gate was not judged');
});

test('targets judge a run that is made first, and none is judged that could not be made', async () => {
  const env = { GATE_TARGETS: 'definition', GATE_MEASURE: 'bench --sizes 10', GATE_COMMAND: './store' };
  const { asked, temporary } = await gated('targets', { ...env, GATE_CANDIDATE: 'program-store' });
  const junit = join(temporary, 'gate', 'targets.xml');
  const out = asked[0]?.[4] ?? '';
  expect(out.startsWith(join(temporary, 'gate', 'run-'))).toBe(true);
  expect(asked).toEqual([
    ['bench', '--sizes', '10', '--out', out, '--', './store'],
    ['gate', '--candidate', 'program-store', '--on-cannot-tell', 'fail', out, '--junit', junit],
  ]);
  const broken = await gated('targets', { ...env, CODE: '2' });
  expect(broken.asked.map(([verb]) => verb)).toEqual(['bench']);
  expect(broken.exitCode).toBe(2);
  expect(broken.output()).toContain('verdict=error\nexit-code=2\n');
  expect(broken.summary()).toContain('The gate was not judged');
  expect(readFileSync(join(broken.temporary, 'gate', 'targets.md'), 'utf8')).toContain('exit code 2');
  const { asked: listed } = await gated('targets', { GATE_TARGETS: 'mine.json' });
  expect(listed.map((words) => words.slice(0, 3))).toEqual([
    ['proof', '--out', expect.any(String)],
    ['gate', '--targets', 'mine.json'],
  ]);
  const { asked: kept } = await gated('targets', { GATE_MEASURE: 'load --out mine' });
  expect(kept.map((words) => words.slice(0, 4))).toEqual([
    ['load', '--out', 'mine'],
    ['gate', '--on-cannot-tell', 'fail', 'mine'],
  ]);
  const { asked: ofProgram } = await gated('targets', { GATE_COMMAND: './store' });
  expect(ofProgram.map(([verb]) => verb)).toEqual(['bench', 'load', 'gate']);
  const [benchOut, loadOut] = ofProgram.map((words) => words[words.indexOf('--out') + 1] ?? '');
  expect(benchOut).not.toBe(loadOut);
  expect(ofProgram[2]).toEqual(expect.arrayContaining([benchOut, loadOut]));
});

test('the base of a pull request is fetched when the checkout does not have it', async () => {
  const origin = newFolder();
  const git = (cwd: string, ...line: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...line], { cwd });
  await git(origin, 'init', '-q', '-b', 'main');
  for (const name of ['one', 'two', 'three']) await git(origin, 'commit', '-q', '--allow-empty', '-m', name);
  const { stdout: sha } = await git(origin, 'rev-parse', 'main~2');
  const clone = project();
  await git(clone, 'clone', '-q', '--depth=1', `file://${origin}`, 'checkout');
  const cwd = join(clone, 'checkout');
  const event = fileOf({ pull_request: { base: { sha } } });
  const { asked, exitCode } = await gated('base', { GITHUB_EVENT_PATH: event }, cwd);
  expect(asked[0]?.slice(0, 3)).toEqual(['gate', '--base', sha]);
  expect(exitCode).toBe(0);
  expect((await git(cwd, 'cat-file', '-t', sha)).stdout).toBe('commit');
  const absent = await gated('base', { GATE_BASE: 'no-such-branch' }, cwd);
  expect([absent.exitCode, absent.asked]).toEqual([2, []]);
  expect(absent.stderr).toContain('no-such-branch is neither a folder nor a commit');
  expect(absent.output()).toContain('verdict=error\n');
  expect(absent.summary()).toContain('The gate was not judged');
  const first = fileOf({ before: '0'.repeat(40) });
  expect((await gated('base', { GITHUB_EVENT_PATH: first }, cwd)).stderr).toContain('Which base?');
});

const SHA = 'a'.repeat(40);
const MARKER = '<!-- storeproof:gate -->';

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly type: string };
}

/** What was asked of a server that has one pull request, 7, with these comments. */
async function posted(
  comments: readonly Comment[],
  { text = 'told', number = 7 as unknown, head = SHA } = {},
) {
  const requests: { readonly line: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const line = `${request.method} ${request.url}`;
      requests.push({ line, body: body === '' ? '' : (JSON.parse(body).body as string) });
      const isList = line.includes('/comments?');
      const pull = { head: { sha: SHA, repo: { id: 1 } } };
      response.end(JSON.stringify(isList ? comments : line.includes('/pulls/7') ? pull : {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const artifact = newFolder();
  writeFileSync(join(artifact, 'comment.md'), text);
  writeFileSync(join(artifact, 'pr.json'), JSON.stringify({ number }));
  const { stdout, stderr, exitCode } = await script('comment', ['post', artifact], artifact, {
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ GITHUB_REPOSITORY: 'owner/name', GITHUB_TOKEN: 'token' },
    GITHUB_EVENT_PATH: fileOf({
      workflow_run: { head_sha: head, head_repository: { id: 1 }, conclusion: 'failure' },
    }),
  });
  const written = requests.filter(({ line }) => !line.startsWith('GET'));
  return { stdout, stderr, exitCode, written };
}

/** What GitHub itself says, before the text of the artifact. */
const ENDING =
  "Its workflow ended with: **failure**. What follows is text of the pull request's own workflow.";

const bot = (id: number, body: string): Comment => ({ id, body, user: { type: 'Bot' } });

test('a comment is written once, and replaced in place after that', async () => {
  const first = await posted([
    bot(1, 'another bot'),
    { ...bot(2, `${MARKER}\nmine`), user: { type: 'User' } },
  ]);
  expect(first.written).toEqual([
    { line: 'POST /repos/owner/name/issues/7/comments', body: `${MARKER}\n${ENDING}\n\ntold\n` },
  ]);
  const again = await posted([bot(1, 'another bot'), bot(3, `${MARKER}\nbefore`)]);
  expect(again.written.map(({ line }) => line)).toEqual(['PATCH /repos/owner/name/issues/comments/3']);
});

test('an artifact that names another pull request, or none, comments nowhere', async () => {
  const stale = await posted([], { head: 'b'.repeat(40) });
  expect([stale.exitCode, stale.written]).toEqual([0, []]);
  expect(stale.stdout).toContain('is not the newest commit of pull request 7');
  for (const number of ['7/../../other', 1.5, -1, null]) {
    const planted = await posted([], { number });
    expect([planted.exitCode, planted.written]).toEqual([1, []]);
  }
});

test('what a fork writes into a comment is cut, calls nobody, and cannot hide the marker', async () => {
  const { written } = await posted([], {
    text: `hello @everyone &#64;a &#x0040;b &commat;c @&#100; ${MARKER}\n${'a line of text\n'.repeat(9_000)}`,
  });
  const [{ body = '' } = {}] = written;
  expect(body.startsWith(`${MARKER}\n${ENDING}\n\nhello @\u200beveryone @\u200ba `)).toBe(true);
  expect(body).not.toMatch(/@(?!\u200b)|&#64|&#x0040|&commat/);
  expect(body.split(MARKER)).toHaveLength(2);
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body).toMatch(/a line of text\n\nCut here: the job summary has the rest\.\n$/);
});

test('the text of a comment is made of the summaries of all gates', async () => {
  const [summaries, artifact] = [newFolder(), newFolder()];
  mkdirSync(join(summaries, 'load', 'report'), { recursive: true });
  writeFileSync(join(summaries, 'load', 'targets.md'), '## targets\n');
  writeFileSync(join(summaries, 'load', 'report', 'report.md'), '# long\n');
  writeFileSync(join(summaries, 'base.md'), '## base\n\n');
  writeFileSync(join(summaries, 'base.xml'), '<testsuites/>');
  const env = { GITHUB_EVENT_PATH: fileOf({ pull_request: { number: 7 } }) };
  await script('comment', ['write', artifact, summaries], folder, env);
  const read = (name: string): string => readFileSync(join(artifact, name), 'utf8');
  expect(read('comment.md')).toBe(`${MARKER}\n## base\n\n## targets\n`);
  expect(JSON.parse(read('pr.json'))).toEqual({ number: 7 });
  await script('comment', ['write', artifact, join(folder, 'absent')], folder, env);
  expect(read('comment.md')).toMatch(/## base was not judged[^#]*## targets was not judged/);
  rmSync(join(summaries, 'load', 'targets.md'));
  await script('comment', ['write', artifact, summaries], folder, env);
  expect(read('comment.md')).toMatch(/## base\n\n## targets was not judged/);
});
