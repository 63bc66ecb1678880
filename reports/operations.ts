// What the operations, stores and checked areas of a result file are called in reports. A name that is not listed here
// is shown as it stands in the file.

/** The dataset on which promises are judged: outputs of a few hundred characters, as in the editor's normal use. */
export const REFERENCE_PROFILE = 'small';

/** The store that the promises speak of, and the one they compare with. */
export const CANDIDATE = 'sqlite';
export const BASELINE = 'json';

export const OPERATION_TITLES: Readonly<Record<string, string>> = {
  getAllCold: 'get all, first read',
  getAllRepeated: 'get all again, unchanged',
  getAllAfterChange: 'get all after one change',
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
  open: 'open',
};

export const operationTitle = (operation: string): string => OPERATION_TITLES[operation] ?? operation;

const STORE_TITLES: Readonly<Record<string, string>> = {
  json: 'JSON',
  'json-safe': 'JSON, safe mode',
  sqlite: 'SQLite',
  'sqlite-full': 'SQLite, full durability',
  'sqlite-memory': 'SQLite in memory',
  memory: 'memory model',
};

export const storeTitle = (store: string): string => STORE_TITLES[store] ?? store;
