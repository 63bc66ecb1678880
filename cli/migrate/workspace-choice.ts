// Which workspaces a verb is about: one by path, one by the hash in its file's name, or all.

import { type Command, InvalidArgumentError } from 'commander';
import { StoreError } from '../../contract/errors.ts';
import { GLOBAL_WORKSPACE } from '../../migrate/index.ts';
import { hashesOfWorkspace } from '../../migrate/tools/workspace-hashes.ts';

export interface WorkspaceFlags {
  readonly workspace?: string;
  readonly hash?: string;
  readonly all?: true;
}

export const withWorkspace = <T extends Command>(command: T): T =>
  withOneWorkspace(command).option('--all', 'every workspace');

/** For what is never done to all at once. */
export const withOneWorkspace = <T extends Command>(command: T): T =>
  command
    .option('--workspace <path>', 'the workspace of this directory, which need not exist any more')
    .option(
      '--hash <hash>',
      'the workspace of this session file: 16 hex digits, the name without .json',
      fileHash,
    );

/** Hashes of the chosen workspace; undefined for all, also when nothing was chosen. E_USAGE when two were. */
export function chosenWorkspaces(flags: WorkspaceFlags): readonly string[] | undefined {
  const { workspace, hash, all } = flags;
  if ([workspace, hash, all].filter((flag) => flag !== undefined).length > 1) {
    throw new StoreError(
      'E_USAGE',
      'Give one of --workspace, --hash and --all, not several. Nothing was done.',
    );
  }
  if (workspace !== undefined) return hashesOfWorkspace(workspace);
  return hash === undefined ? undefined : [hash];
}

/** As chosenWorkspaces, for verbs that must be told: E_USAGE when nothing was chosen. */
export function requiredWorkspaces(flags: WorkspaceFlags): readonly string[] | undefined {
  if (isUnchosen(flags)) throw unchosen('--workspace PATH, --hash HASH or --all');
  return chosenWorkspaces(flags);
}

/** As requiredWorkspaces, for what is never done to all at once. */
export function requiredWorkspace(flags: WorkspaceFlags): readonly string[] {
  if (isUnchosen(flags)) throw unchosen('--workspace PATH or --hash HASH');
  return chosenWorkspaces(flags) ?? [];
}

const isUnchosen = ({ workspace, hash, all }: WorkspaceFlags): boolean =>
  workspace === undefined && hash === undefined && all === undefined;

const unchosen = (options: string): StoreError =>
  new StoreError('E_USAGE', `Say which workspace: by ${options}. Nothing was done.`);

function fileHash(text: string): string {
  if (text === GLOBAL_WORKSPACE || /^[0-9a-f]{16}$/.test(text)) return text;
  throw new InvalidArgumentError(`It must be 16 hex digits, or "${GLOBAL_WORKSPACE}".`);
}
