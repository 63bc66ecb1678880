// What the user asked an import to do, as `migrate` and its rehearsal understand it.

export interface ImportRequest {
  readonly home: string;
  readonly canReplace: boolean;
  /** Where a database that is there is copied to before it is changed. */
  readonly backupDir: string;
  /** Whether people are told of every file. */
  readonly isFull: boolean;
  /** As importHome takes them; absent ones have its defaults. */
  readonly options: {
    readonly workspaces?: readonly string[];
    readonly workspacePath?: string;
    readonly batchSize?: number;
    readonly salvage?: boolean;
  };
}
