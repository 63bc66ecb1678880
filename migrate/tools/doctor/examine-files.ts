// The session files of a home: which cannot be read, and what the workspaces behind them have become.

import { realpathSync, statSync } from 'node:fs';
import { StoreError } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import { unlessFailed } from '../../../contract/unless-failed.ts';
import { hashRaw } from '../../../contract/workspace.ts';
import { systemCode } from '../../../files/system-error.ts';
import type { Archive } from '../../archive.ts';
import { itemByItem } from '../../item-by-item.ts';
import { copiesAmong, type LegacyFiles, legacyFiles } from '../../legacy-files.ts';
import { readSource, type SourceFile } from '../../source-file.ts';
import { pendingErasures } from '../erase/pending-erasure.ts';
import { type HealthFinding, note, ok, problem, unread, warning } from './health.ts';
import { pathsOfHash } from './workspace-paths.ts';

export interface FilesExamined {
  readonly findings: readonly HealthFinding[];
  /** Of all session files together. */
  readonly sizeBytes: number;
}

/** `archive`: undefined when it cannot be read. E_NOT_FOUND without the home, E_ABORTED. */
export async function examineFiles(
  home: string,
  archive: Archive | undefined,
  signal?: AbortSignal,
): Promise<FilesExamined> {
  const { files, foreign, blocked } = listed(home);
  const findings: HealthFinding[] = [...blocked, ...unfinishedErasures(home)];
  const workspaces = new Workspaces();
  let sizeBytes = 0;
  let readable = 0;
  for (const file of itemByItem('examining', files, { signal })) {
    const source = await readSource(file);
    if (source.state !== 'blocked') sizeBytes += source.bytes.length;
    if (source.state === 'readable') {
      readable++;
      workspaces.add(file.workspace, source.sessions);
    } else findings.push(unreadable(source, archive));
  }
  const sum = ok('files', `${readable} of ${files.length} session files can be read`);
  return { findings: [sum, ...findings, ...strangers(foreign), ...workspaces.findings()], sizeBytes };
}

function strangers(foreign: readonly string[]): HealthFinding[] {
  if (foreign.length === 0) return [];
  const copies = copiesAmong(foreign).map(({ file }) => file);
  const named = copies.length <= NAMED_MAX ? copies : [...copies.slice(0, NAMED_MAX), 'and others'];
  return [
    note('files', `${foreign.length} foreign files are left alone`),
    ...(copies.length === 0
      ? []
      : [
          warning(
            'files',
            `${copies.length} of them are named after a session file, as copies by hand or of a sync service do: ${named.join(', ')}`,
            'No migration reads them. "ait42-migrate find" looks into them for a session; move away what you do not need.',
          ),
        ]),
  ];
}

const NAMED_MAX = 5;

type DamagedFile = Extract<SourceFile, { state: 'damaged' }>;
type Listed = LegacyFiles & { readonly blocked: readonly HealthFinding[] };

function listed(home: string): Listed {
  try {
    return { ...legacyFiles(home), blocked: [] };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === 'E_NOT_FOUND') throw error;
    const advice = 'Make the directory readable for yourself; until then nothing in it can be migrated.';
    return { files: [], foreign: [], blocked: [problem('files', 'source', { text: error.message, advice })] };
  }
}

const unfinishedErasures = (home: string): HealthFinding[] =>
  unlessFailed(
    () =>
      pendingErasures(home).map((hash) =>
        warning(
          'workspaces',
          `workspace ${hash}: its erasure was cut short, or left something`,
          `"ait42-migrate erase --hash ${hash}" goes on with it.`,
        ),
      ),
    (error) => [unread('files', error, 'Move the file away.')],
  );

function unreadable(
  source: Exclude<SourceFile, { state: 'readable' }>,
  archive: Archive | undefined,
): HealthFinding {
  const text = `${source.file}: ${source.reason}`;
  if (source.state === 'blocked') {
    return problem('files', 'source', {
      text,
      advice: 'Make it a readable file; until then it cannot be migrated.',
    });
  }
  if (isKept(source, archive))
    return warning(
      'files',
      `${text} (its bytes are archived)`,
      `"ait42-migrate aside show ${source.workspace}" says where it breaks.`,
    );
  return problem('files', 'source', {
    text,
    advice: '"ait42-migrate migrate" keeps its bytes aside and imports the others.',
  });
}

const isKept = ({ file, sha256 }: DamagedFile, archive: Archive | undefined): boolean =>
  unlessFailed(
    () => archive?.has(file, sha256) === true && archive.stateOf(sha256) === 'intact',
    () => false,
  );

/** The directories that the sessions name, and which of them share one. */
class Workspaces {
  private readonly unknown: string[] = [];
  private readonly found: HealthFinding[] = [];
  private readonly hashesOfPlace = new Map<string, Set<string>>();

  add(hash: string, sessions: readonly WorktreeSession[]): void {
    const paths = pathsOfHash(sessions, hash);
    const places = new Set(paths.map(placeOf));
    if (places.size > 1) {
      const text = `workspace ${hash}: ${places.size} different directories have this hash, and share one file`;
      this.found.push(problem('workspaces', 'source', { text, advice: 'Rename one of the directories.' }));
    }
    const [path] = paths;
    if (path === undefined) {
      if (sessions.length > 0) this.unknown.push(hash);
      return;
    }
    const place = placeOf(path);
    this.hashesOfPlace.set(place, (this.hashesOfPlace.get(place) ?? new Set()).add(hash));
    const state = stateOf(path);
    if (state !== 'there') {
      this.found.push(
        note(
          'workspaces',
          `workspace ${hash}: its directory ${path} ${state}`,
          'Its sessions stay; --workspace finds them.',
        ),
      );
    } else if (place !== path && hashRaw(place) !== hash) {
      const advice = `The app looks under ${hashRaw(place)} now: its sessions seem lost there. --workspace finds both.`;
      this.found.push(warning('workspaces', `workspace ${hash}: ${path} is reached through a link`, advice));
    }
  }

  findings(): HealthFinding[] {
    const shared = [...this.hashesOfPlace].filter(([, hashes]) => hashes.size > 1);
    return [
      ...this.found,
      ...shared.map(([place, hashes]) =>
        note(
          'workspaces',
          `${place} has ${hashes.size} files: ${[...hashes].join(', ')}`,
          'Both are migrated; --workspace means all of them.',
        ),
      ),
      ...(this.unknown.length === 0
        ? []
        : [
            note(
              'workspaces',
              `of ${this.unknown.length} files the directory cannot be told: they hold only a hash`,
            ),
          ]),
    ];
  }
}

/** What a session names as its workspace can be any text: a loop of links, a place that nobody may enter. */
function stateOf(path: string): string {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined ? 'is gone' : 'there';
  } catch (error) {
    return `cannot be looked at (${systemCode(error) ?? 'not a path'})`;
  }
}

function placeOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
