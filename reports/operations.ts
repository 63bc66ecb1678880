// What the operations, stores and checked areas of a result file are called in reports. A name that is not listed here
// is shown as it stands in the file.

import { titleIn } from './text/titles.ts';

/** The dataset on which promises are judged: outputs of a few hundred characters, as in the editor's normal use. */
export const REFERENCE_PROFILE = 'small';

/** The store that the promises speak of, and the one they compare with. */
export const CANDIDATE = 'sqlite';
export const BASELINE = 'json';

export const OPERATION_TITLES: Readonly<Record<string, string>> = {
  getAllCold: 'get all, first read',
  getAllRepeated: 'get all again, unchanged',
  getAllAfterChange: 'get all after one change',
  getAllAfterOtherChange: 'get all after another’s change',
  getOne: 'get one',
  firstPage: 'first page of summaries',
  allSummaries: 'all summaries',
  byTypePage: 'search by type, one page',
  byTypeFull: 'search by type, all',
  statistics: 'complex query',
  searchRare: 'full text, rare word',
  searchCommon: 'full text, common word',
  searchPrefix: 'full text, prefix',
  searchJapanese: 'full text, Japanese',
  create: 'create',
  update: 'update',
  appendMessage: 'append message',
  updateInstanceStatus: 'update instance status',
  delete: 'delete',
  importPerSession: 'bulk import, one session',
  open: 'open',
  openFirstPage: 'first page of a new process',
};

/** That touch one session, whose time must not depend on how many there are. */
export const POINT_OPERATIONS: readonly string[] = [
  'getOne',
  'create',
  'update',
  'appendMessage',
  'updateInstanceStatus',
  'delete',
];

/** A sample is one session's share of filling a store in one transaction. */
export const IMPORT_OPERATION = 'importPerSession';
/** Largest resident set of a process that serves all summaries page by page, less that of one that does nothing. */
export const MEMORY_FIGURE = 'memoryOverRuntime';

export const operationTitle = (operation: string): string =>
  titleIn(OPERATION_TITLES, operation) ?? operation;

const OWN_TITLES: Readonly<Record<string, string>> = {
  json: 'JSON',
  'json-safe': 'JSON, safe mode',
  sqlite: 'SQLite',
  'sqlite-full': 'SQLite, full durability',
  'sqlite-memory': 'SQLite in memory',
  memory: 'memory model',
};

const FLOOR_TITLES: Readonly<Record<string, string>> = {
  'floor-bytes': 'floor: bytes of the file',
  'floor-json-parse': 'floor: file read and parsed',
  'floor-objects': 'floor: objects from memory',
  'floor-driver': 'floor: driver alone',
};

export const storeTitle = (store: string): string =>
  titleIn(OWN_TITLES, store) ?? titleIn(FLOOR_TITLES, store) ?? store.replace(/^program-/, 'program ');

/** One of the user's own, beside ours in a benchmark. */
export const isProgram = (store: string): boolean => store.startsWith('program-');

/** A floor does the least that the machine must do for an operation; it is no store. */
export const isFloor = (store: string): boolean => store.startsWith('floor-');

/** A store by others that takes part in a comparison. */
export const isPeer = (store: string): boolean => !isFloor(store) && !Object.hasOwn(OWN_TITLES, store);

/** The floors of our two stores, the one that does nearest the same first. */
export const FLOORS_OF: Readonly<Record<string, readonly string[]>> = {
  [CANDIDATE]: ['floor-driver', 'floor-objects'],
  [BASELINE]: ['floor-json-parse', 'floor-bytes'],
};

const PROFILE_TITLES: Readonly<Record<string, string>> = {
  small: 'small outputs',
  large: 'large outputs',
  japanese: 'Japanese text',
};

export const profileTitle = (profile: string): string => titleIn(PROFILE_TITLES, profile) ?? profile;
