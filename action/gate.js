// A gate in a workflow: runs storeproof, keeps its job summary (NAME.md) and its JUnit file (NAME.xml) where the next steps
// find them, and ends with its exit code. Words behind the name are those of storeproof; without them they are made
// from the inputs of action.yml, which come as variables of the environment. Plain JavaScript with only node: modules:
// it runs before anything is installed, on a workflow's own Node, and here in tests.
//
//   node action/gate.js NAME [WORDS...]        NAME: base (base against head) or targets

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
const { env } = process;

/** By the exit code of a gate; every other one says that nothing was judged. */
const VERDICTS = { 0: 'pass', 3: 'fail', 12: 'cannot tell' };

const [name = '', ...words] = process.argv.slice(2);
const isNamed = ['base', 'targets'].includes(name);
if (!isNamed) fail('node action/gate.js base|targets [words of storeproof]');
// Those of a run before must not be taken for this one's.
for (const file of Object.values(keptFiles())) rmSync(file, { force: true });
process.exitCode = words.length > 0 ? judged(storeproofIn(HERE), words) : fromInputs();

function fromInputs() {
  const program = input('command') === '' ? [] : ['--', ...wordsOf(input('command'))];
  const config = input('config') === '' ? [] : ['--config', input('config')];
  const undecided = ['--on-cannot-tell', input('on-cannot-tell') || 'fail'];
  const tool = toolFrom(input('storeproof') || 'installed');
  if (name === 'base') {
    const head = input('head') === '' ? [] : ['--head', input('head')];
    const sides = ['--base', baseOf(), ...head, ...wordsOf(input('options'))];
    return judged(tool, ['gate', ...sides, ...config, ...undecided, ...program]);
  }
  const { outs, failed } = measuredRuns(tool, config, program);
  if (failed !== undefined) return told(failed, 'the run to be judged');
  const targets = ['', 'definition'].includes(input('targets')) ? [] : ['--targets', input('targets')];
  const candidate = input('candidate') === '' ? [] : ['--candidate', input('candidate')];
  return judged(tool, ['gate', ...targets, ...config, ...candidate, ...undecided, ...outs]);
}

/** Where the runs are that the input "measure" asks for, or the exit code of one that could not be made. */
function measuredRuns(tool, config, program) {
  // A proof is of a definition's stores and takes no program: of that its two parts are run.
  const asked = input('measure');
  const verbs = (asked || (program.length > 0 ? 'bench && load' : 'proof')).split('&&').map(wordsOf);
  if (verbs.some(({ length }) => length === 0)) {
    fail(`The input "measure" has a part without a verb: "${asked}". Nothing was measured.`);
  }
  const outs = [];
  for (const verb of verbs) {
    const given = outIn(verb);
    // A folder that is known, so that no older run can be judged in the place of this one.
    const out = given ?? mkdtempSync(join(keepFolder(), 'run-'));
    const place = given === undefined ? ['--out', out] : [];
    const code = run(tool, [...verb, ...config, ...place, ...program]);
    // What a run found wrong it says by 3, and the gate judges it all the same.
    if ([0, 3, 12].includes(code)) outs.push(out);
    // A definition may have no load. A target that asks for one fails then, as nothing was measured.
    else if (code !== 2 || asked !== '' || outs.length === 0) return { outs, failed: code };
  }
  return { outs };
}

/** The folder that "measure" itself asks for. */
function outIn(words) {
  const at = words.indexOf('--out');
  return at < 0 ? words.find((word) => word.startsWith('--out='))?.slice('--out='.length) : words[at + 1];
}

/** Where the next steps find what this one leaves. */
function keepFolder() {
  const folder = resolve(env.STOREPROOF_KEEP || join(env.RUNNER_TEMP || join('reports', 'runs'), 'gate'));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function keptFiles() {
  const folder = keepFolder();
  return { summary: join(folder, `${name}.md`), junit: join(folder, `${name}.xml`) };
}

/** Runs a gate, and keeps what it says. */
function judged(tool, line) {
  const { summary, junit } = keptFiles();
  const at = line.indexOf('--');
  const [own, program] = at < 0 ? [line, []] : [line.slice(0, at), line.slice(at)];
  return told(
    run(tool, [...own, '--junit', junit, ...program], { GITHUB_STEP_SUMMARY: summary }),
    'storeproof',
  );
}

/** The verdict as outputs and in the job summary, also where nothing came to be judged. Answers the exit code. */
function told(code, who) {
  const { summary, junit } = keptFiles();
  if (!existsSync(summary)) {
    writeFileSync(
      summary,
      `## The gate was not judged\n\n${name}: ${who} ended with exit code ${code}; the log has why.\n\n`,
    );
  }
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, readFileSync(summary));
  const verdict = VERDICTS[code] ?? 'error';
  for (const [key, value] of Object.entries({ verdict, 'exit-code': code, summary, junit })) {
    if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, `${key}=${value}\n`);
  }
  return code;
}

function run(tool, line, more = {}) {
  process.stdout.write(`storeproof ${line.join(' ')}\n`);
  const { status, error } = spawnSync(process.execPath, [tool, ...line], {
    stdio: 'inherit',
    env: { ...env, ...more },
  });
  if (error !== undefined) fail(error.message);
  return status ?? 130;
}

/** The commit that the pull request, the merge queue or the push starts from, unless one is named. Fetched when the checkout is shallow. */
function baseOf() {
  const base = input('base') || eventBase();
  if (base === undefined) fail('Which base? This event has none; name it with the input "base".');
  if (existsSync(base) || hasCommit(base)) return base;
  git('fetch', '--no-tags', '--depth=1', 'origin', base);
  // A branch has no name of its own here.
  const fetched = hasCommit(base) ? base : git('rev-parse', 'FETCH_HEAD').stdout.trim();
  if (!hasCommit(fetched)) fail(`The base ${base} is neither a folder nor a commit that "git fetch" finds.`);
  return fetched;
}

function eventBase() {
  if (!env.GITHUB_EVENT_PATH) return undefined;
  const {
    pull_request: pull,
    merge_group: group,
    before,
  } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  const base = pull?.base?.sha ?? group?.base_sha ?? before;
  return /^0*$/.test(base ?? '') ? undefined : base;
}

function hasCommit(name) {
  return name !== '' && git('cat-file', '-e', `${name}^{commit}`).status === 0;
}

function git(...line) {
  return spawnSync('git', line, { encoding: 'utf8' });
}

/** `installed` in the project, else that of this checkout; `action`: that of this checkout; else a package as npm names it. */
function toolFrom(source) {
  const installed = source === 'installed' ? installedFor(process.cwd()) : undefined;
  if (installed !== undefined) return installed;
  if (['installed', 'action'].includes(source)) {
    if (!existsSync(join(HERE, 'node_modules'))) npm(HERE, 'ci');
    return storeproofIn(HERE);
  }
  const folder = mkdtempSync(join(env.RUNNER_TEMP || tmpdir(), 'storeproof-'));
  npm(folder, 'install', '--no-save', source);
  return storeproofIn(join(folder, 'node_modules', 'storeproof'));
}

function storeproofIn(folder) {
  return join(folder, 'bin', 'storeproof.js');
}

function installedFor(folder) {
  const found = storeproofIn(join(folder, 'node_modules', 'storeproof'));
  if (existsSync(found)) return found;
  return dirname(folder) === folder ? undefined : installedFor(dirname(folder));
}

function npm(folder, ...line) {
  const { status } = spawnSync('npm', [...line, '--no-audit', '--no-fund'], {
    ...{ cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
  });
  if (status !== 0) fail(`"npm ${line.join(' ')}" failed in ${folder}. Nothing was judged.`);
}

function input(key) {
  return (env[`GATE_${key.toUpperCase().replaceAll('-', '_')}`] ?? '').trim();
}

/** Words as a shell has them: "two words" and 'two words' are one. */
function wordsOf(line) {
  return (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(isNamed ? told(2, 'the action') : 2);
}
