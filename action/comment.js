// The verdicts of gates as one comment of a pull request, in two steps. A workflow that runs on the code of a fork has no right
// to comment, so it only leaves a folder (`write`); a second one, of the default branch, takes it and comments
// (`post`). What comes from the first is not to be trusted: its number must be that of a pull request whose head is the commit
// that was tested, its text is cut, and it can call nobody. Plain JavaScript, as action/gate.js.
//
//   node action/comment.js write FOLDER SUMMARIES     in it, or in folders in it, each gate left a NAME.md, or was not judged
//   node action/comment.js post FOLDER

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;

/** By it the comment is found again and replaced; nobody sees it. */
const MARKER = '<!-- storeproof:gate -->';
/** Each leaves a NAME.md, whatever it found. */
const GATES = ['base', 'targets'];
/** GitHub takes 65,536 characters. */
const CHARACTERS_MAX = 65_000;
const CUT = '\n\nCut here: the job summary has the rest.\n';
/** Of 100 comments each. */
const PAGES_MAX = 30;

const [mode, folder = '', summaries = ''] = process.argv.slice(2);
if (mode === 'write') write();
else if (mode === 'post') await post();
else fail('node action/comment.js write FOLDER SUMMARIES | post FOLDER');

function write() {
  const number = eventOf().pull_request?.number;
  if (number === undefined) fail('This event is of no pull request; there is nothing to comment on.');
  const files = filesIn(summaries).toSorted();
  const parts = GATES.flatMap((gate) => {
    const own = files.filter((file) => new RegExp(`^(\\w[^/\\\\]*[/\\\\])?${gate}\\.md$`).test(file));
    // One that is not there must not look like one that had nothing to say.
    if (own.length === 0) return [`## ${gate} was not judged\n\nThe log of the workflow has why.`];
    return own.map((file) => readFileSync(join(summaries, file), 'utf8').trim());
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'comment.md'), commentOf(parts.join('\n\n')));
  writeFileSync(join(folder, 'pr.json'), JSON.stringify({ number }));
}

async function post() {
  const run = eventOf().workflow_run;
  if (run === undefined) fail('"post" is for the event workflow_run.');
  const { number } = JSON.parse(readFileSync(join(folder, 'pr.json'), 'utf8'));
  if (!Number.isSafeInteger(number) || number < 1) fail('pr.json names no pull request.');
  const text = readFileSync(join(folder, 'comment.md'), 'utf8').replaceAll(MARKER, '');
  const pull = await github('GET', `pulls/${number}`);
  if (pull.head.sha !== run.head_sha || pull.head.repo?.id !== run.head_repository.id) {
    process.stdout.write(
      `Not commented: ${run.head_sha} is not the newest commit of pull request ${number}.\n`,
    );
    return;
  }
  // The one line that a fork cannot write.
  const ending = `Its workflow ended with: **${run.conclusion}**. What follows is text of the pull request's own workflow.`;
  const body = commentOf(`${ending}\n\n${text.trim()}`);
  const before = await commentBefore(number);
  if (before === undefined) await github('POST', `issues/${number}/comments`, { body });
  else await github('PATCH', `issues/comments/${before}`, { body });
  process.stdout.write(
    `${before === undefined ? 'Commented on' : 'Replaced the comment of'} pull request ${number}.\n`,
  );
}

function filesIn(path) {
  return existsSync(path) ? readdirSync(path, { recursive: true }) : [];
}

/**
 * A name behind an @ would be called, also where either is written as a reference, such as &#64;. Code is shown as it stands, so a
 * mark of no width does not disturb.
 */
function commentOf(text) {
  const quiet = text
    .toWellFormed()
    .replaceAll(/&(?:#0*64|#x0*40|commat);?/gi, '@')
    .replaceAll('@', '@\u200b')
    .trim();
  const room = CHARACTERS_MAX - MARKER.length - CUT.length;
  const whole =
    quiet.length <= room ? `${quiet}\n` : `${quiet.slice(0, quiet.lastIndexOf('\n', room))}${CUT}`;
  return `${MARKER}\n${whole}`;
}

/** Only a bot's: anybody may write the marker. */
async function commentBefore(number) {
  for (let page = 1; page <= PAGES_MAX; page++) {
    const comments = await github('GET', `issues/${number}/comments?per_page=100&page=${page}`);
    const found = comments.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(MARKER));
    if (found !== undefined) return found.id;
    if (comments.length < 100) return undefined;
  }
  return undefined;
}

async function github(method, path, body) {
  const { GITHUB_API_URL = 'https://api.github.com', GITHUB_REPOSITORY, GITHUB_TOKEN } = env;
  const answer = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
    method,
    headers: {
      ...{ accept: 'application/vnd.github+json', authorization: `Bearer ${GITHUB_TOKEN}` },
      ...{ 'x-github-api-version': '2022-11-28', 'content-type': 'application/json' },
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) fail(`GitHub answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

function eventOf() {
  return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
