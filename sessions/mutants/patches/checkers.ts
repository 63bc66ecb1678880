// Bugs in the checkers: of the migration, of its certificate and phases, of histories, of loads, of statistics and of the gate.

import { MUTANTS as HISTORY_MUTANTS } from '../../../histories/examples/mutants.ts';
import { inFile, type Patch } from '../patch.ts';

const MIGRATION: readonly Patch[] = [
  ...inFile('migrate/account.ts', 'verifier', [
    ['sum-at-most', 'an account may lack records', 'if (sum === read) return;', 'if (sum <= read) return;'],
  ]),
  ...inFile('migrate/archive.ts', 'verifier', [
    [
      'always-intact',
      'an archived original is taken for what its name says',
      "=== sha256 ? 'intact' : 'damaged';",
      "!== '' ? 'intact' : 'damaged';",
    ],
    [
      'one-row-of-a-file',
      'an earlier original of a file is listed no more',
      'file !== row.file || sha256 !== row.sha256',
      'file !== row.file',
      { check: 'recount' },
    ],
  ]),
  ...inFile('migrate/import-readable.ts', 'recount', [
    [
      'always-replaces',
      'a file takes the place of what was written since',
      'const canReplace = job.canReplace ||',
      'const canReplace = true ||',
    ],
    [
      'displaced-lost',
      'what a file takes the place of is not archived',
      'if (replaced !== undefined) await keepReplaced(job, source, replaced);',
      '',
    ],
    [
      'not-read-back',
      'what was stored counts as imported unseen',
      'if (covered === null) {',
      'if (false) {',
      { check: 'verifier' },
    ],
    [
      'pending-for-ever',
      'what was imported is never noted',
      "note(job, source, noteOf('imported', source));",
      '',
    ],
    [
      'found-counts-as-imported',
      'what was there counts as imported',
      "reportOf(source, { verdict: 'unchanged', archived",
      "reportOf(source, { verdict: 'imported', archived",
      { check: 'moving' },
    ],
  ]),
  ...inFile('migrate/batches.ts', 'recount', [
    [
      'last-batch-lost',
      'what is left behind the last full batch is lost',
      'if (batch.length > 0) yield batch;',
      '',
    ],
    [
      'batches-overlap',
      'a batch begins with what the one before had',
      'yield batch;\n    batch = [];',
      'yield batch;\n    batch = batch.slice(-1);',
    ],
  ]),
  ...inFile('migrate/salvage/salvage.ts', 'recount', [
    ['rest-not-named', 'what could not be salvaged is not named', 'this.lose(start, next, reason);', ''],
    [
      'one-record-less',
      'the record before a damage is given up as well',
      'this.recovered.push({ index: this.sessions.length, start, end, id: session.id });\n    this.sessions.push(session);',
      'this.recovered.push({ index: this.sessions.length, start, end, id: session.id });\n    if (this.sessions.length === 0) this.sessions.push(session);',
    ],
  ]),
  ...inFile('migrate/verify-home.ts', 'verifier', [
    [
      'one-finding-is-none',
      'a single finding does not count',
      'isVerified: findings.length === 0,',
      'isVerified: findings.length <= 1,',
    ],
    [
      'originals-unseen',
      'archived originals are not looked at',
      'if (archive !== undefined) findings.push(...(await checkOriginals(archive)));',
      '',
    ],
  ]),
  ...inFile('migrate/verify-file.ts', 'verifier', [
    [
      'counts-not-content',
      'sessions are counted instead of compared',
      '(sessionsDigest(stored) === content.digest ? []',
      '(stored.length === content.records.sessions ? []',
    ],
  ]),
  ...inFile('migrate/compare-lists.ts', 'verifier', [
    [
      'order-unseen',
      'another order is no difference',
      '...outOfOrder(pairing.pairs).map(',
      '...outOfOrder([]).map(',
    ],
    [
      'not-paired-by-id',
      'a changed session is one missing and one too many',
      'pairBy(pairing, ({ id }) => id);',
      '',
    ],
    [
      'duplicate-is-extra',
      'a session that is there twice is told as another',
      "contents.has(entry.digest) ? 'duplicate' : 'extra'",
      "'extra'",
    ],
  ]),
  ...inFile('impl-sqlite/replacement.ts', 'recount', [
    [
      'condition-unseen',
      'a workspace is replaced whatever it holds',
      'if (expected !== undefined) requireHeld(tables, hash, expected);',
      '',
    ],
    [
      'layout-lost',
      'the layout of a file is not kept',
      'options.original ?? null);',
      'null);',
      { check: 'moving' },
    ],
  ]),
  ...inFile('impl-sqlite/backup.ts', 'recount', [
    [
      'damage-restored',
      'a damaged backup is put in place',
      'if (first === undefined) return report;',
      'return report;',
    ],
  ]),
  ...inFile('impl-sqlite/backup-rotation.ts', 'recount', [
    [
      'oldest-of-a-day',
      'of a day the first backup stays',
      'return rightTime - leftTime || rightNumber - leftNumber;',
      'return leftTime - rightTime || rightNumber - leftNumber;',
    ],
    ['one-day-more', 'backups of eight days stay', 'const DAYS_KEPT = 7;', 'const DAYS_KEPT = 8;'],
  ]),
];

const CERTIFICATE: readonly Patch[] = [
  ...inFile('migrate/certificate/build-certificate.ts', 'verifier', [
    [
      'root-of-the-file',
      'the root of the database is that of the file',
      'stored === null ? null : rootOfDigests(stored.digests);',
      'stored === null ? null : fileRoot;',
    ],
  ]),
  ...inFile('migrate/certificate/content-root.ts', 'verifier', [
    [
      'one-side-alone',
      'the root over both sides tells of the files alone',
      'sha256, fileRoot, databaseRoot];',
      'sha256, fileRoot];',
    ],
  ]),
  ...inFile('migrate/certificate/merkle.ts', 'golden', [
    [
      'leaf-like-node',
      'a leaf is hashed as a node is',
      'const LEAF = Buffer.of(0);',
      'const LEAF = Buffer.of(1);',
    ],
    [
      'sides-swapped',
      'the right side is hashed before the left',
      'right === undefined ? left : sha256(NODE, left, right)',
      'right === undefined ? left : sha256(NODE, right, left)',
    ],
  ]),
  ...inFile('migrate/certificate/certificate-text.ts', 'verifier', [
    [
      'digest-of-itself-unseen',
      'a certificate may be changed',
      'return digestOfText(text.slice(0, text.length - end[0].length)) === end[1];',
      'return true;',
    ],
  ]),
  ...inFile('migrate/certificate/check-certificate.ts', 'verifier', [
    [
      'compared-with-itself',
      'the database is compared with itself',
      'compareDigests(databaseDigests(entry), digests)',
      'compareDigests(digests, digests)',
    ],
    [
      'files-unseen',
      'certified files are not looked at',
      'findings.push(...found, ...(await checkFile(entry, { ...options, moved }, sessionIds)));',
      'findings.push(...found);',
    ],
  ]),
  ...inFile('migrate/certificate/compare-digests.ts', 'verifier', [
    [
      'order-of-digests-unseen',
      'another order of sessions is no difference',
      'return position < 0 ? [] :',
      'return position < 1e9 ? [] :',
    ],
  ]),
];

const PHASES: readonly Patch[] = [
  ...inFile('migrate/live/conditions.ts', 'conditions', [
    [
      'any-rate',
      'any rate of mismatches will do once enough was compared',
      'comparisons >= min && rateUpper <= max',
      'comparisons >= min',
    ],
    [
      'any-number',
      'any number of comparisons will do',
      'isMet: comparisons >= min && rateUpper <= max,',
      'isMet: mismatches === 0,',
    ],
    [
      'database-alone-unseen',
      'a workspace that the database alone has does not count',
      'different.length + alone.length + hiding.length === 0',
      'different.length + hiding.length === 0',
    ],
    [
      'hiding-unseen',
      'a file that cannot be read does not count',
      'different.length + alone.length + hiding.length === 0',
      'different.length + alone.length === 0',
    ],
    [
      'different-unseen',
      'a session that differs does not count',
      'different.length + alone.length + hiding.length === 0',
      'alone.length + hiding.length === 0',
    ],
    [
      'contents-waivable',
      'that contents are equal can be waived',
      "['database-sound', 'contents-equal', 'no-forks'];",
      "['database-sound', 'no-forks'];",
    ],
    [
      'forks-not-needed',
      'the last step does not ask for forks',
      "'sqlite+json > sqlite': ['database-sound', 'contents-equal', 'no-forks', 'certificate', 'backup'],",
      "'sqlite+json > sqlite': ['database-sound', 'contents-equal', 'certificate', 'backup'],",
    ],
    [
      'unmet-passes',
      'a condition that is not met stops nothing',
      '!isMet && !isWaived);',
      '!isMet && isWaived);',
    ],
    [
      'asides-unseen',
      'a file that the app cannot read is none',
      "result === 'unread').map(({ file }) => file);\n    return {",
      "result === 'different').map(({ file }) => file);\n    return {",
    ],
  ]),
  ...inFile('migrate/live/comparisons.ts', 'conditions', [
    [
      'reads-not-wrong',
      'reads that differ do not count',
      'counts.writeMismatches + counts.readMismatches',
      'counts.writeMismatches',
    ],
    ['reads-not-counted', 'reads do not count', 'counts.writes + counts.reads;', 'counts.writes;'],
  ]),
  ...inFile('migrate/live/mismatch-bound.ts', 'statistics', [
    ['risk-of-a-half', 'a bound is one that half of all break', 'const ALPHA = 0.05;', 'const ALPHA = 0.5;'],
  ]),
  ...inFile('migrate/live/would-lose.ts', 'conditions', [
    [
      'messages-may-go',
      'a session without a message contains one with it',
      'earlier.chatHistory.every((message, index) => isSameMessage(message, later.chatHistory[index])) &&',
      '',
    ],
    ['any-successor', 'a record succeeds two of one id', 'if (at >= 0) records.splice(at, 1);', ''],
    [
      'earlier-succeeds',
      'an earlier state counts as the later one',
      'isLater(later.updatedAt, earlier.updatedAt) &&',
      '',
    ],
  ]),
  ...inFile('migrate/live/snapshot-writer.ts', 'live phases', [
    [
      'first-file-not-written',
      'of several files the first is not written',
      'await replaceAll(request, ours);',
      'await replaceAll(request, ours.slice(1));',
    ],
  ]),
];

const HISTORIES: readonly Patch[] = HISTORY_MUTANTS.map(({ title, file, from, to }) => ({
  name: `history: ${title}`,
  what: `in the checker of histories: ${title}`,
  file: `histories/${file}`,
  ...{ from, to, check: 'histories' },
}));

const LOAD: readonly Patch[] = [
  ...inFile('load/tally.ts', 'load', [
    [
      'latency-from-begin',
      'a latency begins when the call does, and not when it was due',
      'operation.latencies[worker]?.add(endNs - dueNs);',
      'operation.latencies[worker]?.add(endNs - beginNs);',
    ],
    [
      'reads-acknowledged',
      'reads count as acknowledged',
      'if (operation.appends) this.acknowledged++;',
      'this.acknowledged++;',
    ],
  ]),
  ...inFile('load/audit.ts', 'load', [
    ['doubles-only', 'a record that is gone is no damage', 'count !== 1).length', 'count > 1).length'],
    [
      'either-damage',
      'damage counts only beside another one',
      'return Math.max(changed,',
      'return Math.min(changed,',
    ],
  ]),
  ...inFile('load/verdict.ts', 'load', [
    [
      'damage-unseen',
      'damage does not fail a run',
      'shown.anomalies.length === 0 && damaged === 0',
      'shown.anomalies.length === 0',
    ],
    [
      'anomalies-unseen',
      'anomalies do not fail a run',
      'shown.anomalies.length === 0 && damaged === 0',
      'damaged === 0',
    ],
    [
      'one-excuse-for-all',
      'one error that is excused excuses all',
      '!codes.every((code) =>',
      '!codes.some((code) =>',
    ],
  ]),
  ...inFile('load/sampling/slopes.ts', 'load', [
    [
      'growth-unsure',
      'what may not grow at all is a finding',
      'max !== null && low > 0 && perHour > max',
      'max !== null && perHour > max',
    ],
    [
      'growth-any',
      'the least growth is a finding',
      'max !== null && low > 0 && perHour > max',
      'max !== null && low > 0',
    ],
  ]),
];

const STATISTICS: readonly Patch[] = [
  ...inFile('statistics/quantile.ts', 'statistics', [
    ['quantile-of-n', 'a quantile is looked for one too far', '(count - 1) * p', 'count * p'],
  ]),
  ...inFile('statistics/binomial.ts', 'statistics', [
    ['other-risk', 'bounds of a share hold with 90%', 'const RISK = 0.05;', 'const RISK = 0.1;'],
    [
      'found-one-less',
      'the upper bound is that of one find less',
      'upTo(found, of, share) < RISK',
      'upTo(found - 1, of, share) < RISK',
    ],
  ]),
  ...inFile('statistics/interval.ts', 'statistics', [
    [
      'wrong-t',
      'Student’s t has a wrong digit',
      '12.706, 4.303, 3.182, 2.776',
      '12.706, 4.303, 3.128, 2.776',
    ],
    [
      'not-widened',
      'few trials do not widen an interval',
      'if (fewest < 2) return 1;',
      'if (fewest < 20) return 1;',
    ],
  ]),
  ...inFile('statistics/bootstrap.ts', 'statistics', [
    [
      'trials-not-drawn',
      'trials are taken once each instead of drawn',
      'pool.ranks[random.below(pool.ranks.length)]',
      'pool.ranks[trial]',
    ],
  ]),
  ...inFile('statistics/doubts.ts', 'statistics', [
    [
      'ties-win',
      'equal values count as wins',
      '(countBelow(sorted, value) + countUpTo(sorted, value)) / 2',
      'countUpTo(sorted, value)',
    ],
  ]),
  ...inFile('statistics/histogram.ts', 'statistics', [
    [
      'bucket-too-far',
      'buckets end one step too far',
      '(STEPS + (bucket % STEPS) + 1)',
      '(STEPS + (bucket % STEPS) + 2)',
    ],
  ]),
  ...inFile('statistics/scaling.ts', 'statistics', [
    ['times-not-logarithms', 'an exponent is made of times', 'Math.log(Math.max(ns, 1))', 'Math.max(ns, 1)'],
  ]),
  ...inFile('statistics/change-points.ts', 'statistics', [
    [
      'one-place-late',
      'a new level begins one place late',
      'best = { split: before, distance };',
      'best = { split: before + 1, distance };',
    ],
  ]),
];

const GATE: readonly Patch[] = [
  ...inFile('compare/decision.ts', 'gate', [
    [
      'base-over-head',
      'what is slower is told as faster',
      'Math.max(head[key], 1) / Math.max(base[key], 1)',
      'Math.max(base[key], 1) / Math.max(head[key], 1)',
    ],
    [
      'floor-unseen',
      'a difference below the floor is one',
      'low > 0 && value > Math.log1p(floor)',
      'low > 0',
    ],
    [
      'value-without-bound',
      'a difference counts that may be chance',
      'low > 0 && value > Math.log1p(floor)',
      'value > 0',
    ],
    ['few-are-enough', 'two processes are enough', 'logs.length >= Math.min(...rule.looks) &&', ''],
    [
      'confirmed-unseen',
      'the second pass does not count',
      "second.verdict === 'regressed') return first.verdict;",
      "second.verdict !== 'cannot tell') return first.verdict;",
    ],
    ['longest-as-p95', 'a p95 is made of any number of calls', "name === 'p95' ? CALLS_FOR_P95 : 1", '1'],
    [
      'fine-first',
      'what is fine in one quantile is fine',
      "['regressed', 'cannot tell', 'improved', 'fine'];",
      "['fine', 'regressed', 'cannot tell', 'improved'];",
    ],
  ]),
  ...inFile('reports/gate/gate.ts', 'gate', [
    ['unmeasured-passes', 'what was not measured passes', "unmeasured: 'fail',", "unmeasured: 'pass',"],
    [
      'nothing-passes',
      'a gate without a target passes',
      "votes.length === 0 || votes.includes('cannot tell')",
      "votes.includes('cannot tell')",
    ],
    [
      'open-is-ok',
      'what cannot be told exits with 0',
      "verdict === 'cannot tell' && onCannotTell === 'fail' ? EXIT.cannotTell",
      "verdict === 'cannot tell' && onCannotTell !== 'fail' ? EXIT.cannotTell",
    ],
    [
      'cut-short-passes',
      'a run that was cut short is judged as a whole one',
      'if (isComplete || isListed) return [];',
      'return [];',
    ],
  ]),
];

export const CHECKER_PATCHES: readonly Patch[] = [
  ...MIGRATION,
  ...CERTIFICATE,
  ...PHASES,
  ...HISTORIES,
  ...LOAD,
  ...STATISTICS,
  ...GATE,
];
