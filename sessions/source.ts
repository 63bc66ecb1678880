// The session stores as processes load them.

import { pathToFileURL } from 'node:url';
import { programFile } from '../contract/package-root.ts';
import type { SessionStore } from '../contract/store.ts';
import { type Source, sourceAt } from '../definition/source.ts';

const URL_OF_DEFINITION = pathToFileURL(programFile('sessions/definition')).href;

export const sessionSource = (): Promise<Source<SessionStore>> => sourceAt(URL_OF_DEFINITION);
