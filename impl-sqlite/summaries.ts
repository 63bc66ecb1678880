// Summaries of sessions, read a session at a time and kept while nothing has changed: pages are asked for again and again,
// by a user who scrolls or a board that refreshes.
//
// Validity: a summary holds for its session's revision and only while no other connection has committed anything
// (data_version), so that rows which other programs wrote are read again whatever they did with the revision. Kept
// summaries are frozen, because callers get them.

import type { InstanceSummary, SessionSummary } from '../contract/query.ts';
import { summaryWith } from '../contract/session-summary.ts';
import type { Connection, Statement } from './connection.ts';
import type { PageTuple } from './list-query.ts';
import { type ContentTuple, type InstanceRecord, isInstance, sessionOf } from './session-rows.ts';
import { storedDamage } from './stored-damage.ts';

/** Summaries held; those of larger pages are not. */
const KEPT_MAX = 2_048;

interface Kept {
  readonly revision: number;
  readonly summary: SessionSummary;
}

export class Summaries {
  private readonly content: Statement<[number], ContentTuple>;
  private readonly instances: Statement<[number], InstanceSummary>;
  private readonly kept = new Map<number, Kept>();
  private keptVersion = 0;

  constructor(connection: Connection) {
    this.content = connection.tuples('session by key');
    this.instances = connection.query('summaries of instances');
  }

  /** `version`: the data_version of the transaction; null where what is read may be rolled back, and nothing is kept. */
  of(rows: readonly PageTuple[], version: number | null): SessionSummary[] {
    if (version === null || rows.length > KEPT_MAX / 2) return rows.map(([, key]) => this.read(key));
    if (version !== this.keptVersion || this.kept.size > KEPT_MAX) this.kept.clear();
    this.keptVersion = version;
    return rows.map(([, key, revision]) => this.known(key, revision));
  }

  private known(key: number, revision: number): SessionSummary {
    const known = this.kept.get(key);
    if (known?.revision === revision) return known.summary;
    const summary = frozen(this.read(key));
    this.kept.set(key, { revision, summary });
    return summary;
  }

  private read(key: number): SessionSummary {
    const content = this.content.get(key);
    if (content === undefined)
      throw storedDamage(`sessions ${key}`, 'an index names a row that is not there');
    const instances = content[1] === 0 ? [] : this.instances.all(key);
    if (instances.length !== content[1] || !instances.every((row) => isInstance(row as InstanceRecord)))
      throw storedDamage(`instances of session ${key}`, 'rows are missing, too many or not of their type');
    return summaryWith(sessionOf(content, [], []), instances, content[2]);
  }
}

function frozen(summary: SessionSummary): SessionSummary {
  for (const instance of summary.instances) Object.freeze(instance);
  Object.freeze(summary.instances);
  if (summary.runtimeMix !== null) Object.freeze(summary.runtimeMix);
  return Object.freeze(summary);
}
