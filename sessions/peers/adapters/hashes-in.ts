// The workspaces that a peer keeps as one file each, `HASH.json`, in a folder.

import { existsSync, readdirSync } from 'node:fs';

export const hashesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((name) => /^([0-9a-f]{16})\.json$/.exec(name)?.[1] ?? [])
    : [];
