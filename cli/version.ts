// What --version prints: everything that decides how the tools behave.

import { packageVersion } from '../contract/package-root.ts';
import { sqliteVersion } from './sqlite-version.ts';

export async function versionText(tool: string): Promise<string> {
  return `${tool} ${packageVersion()}, Node ${process.versions.node}, SQLite ${await sqliteVersion()}`;
}
