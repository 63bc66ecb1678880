// What results of the session stores call things: plain data, which every result carries, and which tells those of before.

import type { DefinitionWords } from '../results/words.ts';
import { claims } from './claims.ts';
import { PEER_NAMES } from './peers/names.ts';
import { storeTargets } from './targets.ts';

const STORES = {
  json: 'JSON',
  'json-safe': 'JSON, safe mode',
  sqlite: 'SQLite',
  'sqlite-full': 'SQLite, full durability',
  'sqlite-memory': 'SQLite in memory',
  dual: 'JSON, SQLite following',
  'sqlite+json': 'SQLite, JSON following',
};

const FLOORS = {
  'floor-bytes': 'floor: bytes of the file',
  'floor-json-parse': 'floor: file read and parsed',
  'floor-objects': 'floor: objects from memory',
  'floor-driver': 'floor: driver alone',
  'floor-driver-full': 'floor: driver alone, full durability',
};

/** Under the names that their makers gave them. */
const PEERS = Object.fromEntries(PEER_NAMES.map((name) => [name, name]));

const READS = {
  getOne: 'get one',
  firstPage: 'first page of summaries',
  nextPage: 'next page of summaries',
  allSummaries: 'all summaries',
  allWorkspaces: 'two pages of all workspaces',
  byTypePage: 'search by type, one page',
  byTypeFull: 'search by type, all',
  instances: 'instances of a session',
  messages: 'messages of a session',
  statistics: 'complex query',
  searchRare: 'full text, rare word',
  searchCommon: 'full text, common word',
  searchPrefix: 'full text, prefix',
  searchJapanese: 'full text, Japanese',
};

const WORKLOADS = {
  getAllCold: 'get all, first read',
  getAllRepeated: 'get all again, unchanged',
  getAllAfterChange: 'get all after one change',
  getAllAfterOtherChange: 'get all after another’s change',
  getAllAfterDelete: 'get all after a deletion',
  ...READS,
  ...Object.fromEntries(
    Object.entries(READS).map(([name, title]) => [`${name}Cold`, `${title}, first read`]),
  ),
  sorted: 'page of each other order',
  filtered: 'page by columns of sessions',
  filteredByInstances: 'page by columns of instances',
  filteredByText: 'page by text',
  statisticsOfAll: 'complex query, no filter',
  create: 'create',
  createInNew: 'create, first of a workspace',
  update: 'update',
  updateShorter: 'update, with rows taken out',
  updateUnknown: 'update of an unknown session',
  appendMessage: 'append message',
  updateInstanceStatus: 'update instance status',
  delete: 'delete',
  transaction: 'transaction of updates',
  importFile: 'session file in',
  importLargeFile: 'large session file in',
  exportFile: 'session file out',
  removeFile: 'session file removed',
  importPerSession: 'bulk import, one session',
  open: 'open',
  openFirstPage: 'first page of a new process',
};

const rolesOf = <Role>(stores: Readonly<Record<string, string>>, role: Role): Record<string, Role> =>
  Object.fromEntries(Object.keys(stores).map((store) => [store, role]));

export const SESSION_WORDS = {
  name: 'sessions',
  record: ['session', 'sessions'],
  candidate: 'sqlite',
  baseline: 'json',
  // Outputs of a few hundred characters, as in the editor's normal use.
  referenceProfile: 'small',
  roles: {
    ...rolesOf(STORES, 'store' as const),
    memory: 'model',
    ...rolesOf(FLOORS, 'floor' as const),
    ...rolesOf(PEERS, 'peer' as const),
  },
  titles: {
    ...STORES,
    memory: 'memory model',
    ...FLOORS,
    ...PEERS,
    ...WORKLOADS,
    small: 'small outputs',
    large: 'large outputs',
    japanese: 'Japanese text',
  },
  phrases: { json: { text: 'JSON files', isPlural: true } },
  floors: {
    sqlite: ['floor-driver', 'floor-objects'],
    'sqlite-full': ['floor-driver-full'],
    json: ['floor-json-parse', 'floor-bytes'],
  },
  charts: {
    // A reading of everything, and those whose time should hardly grow.
    growth: ['getAllCold', 'getOne', 'firstPage', 'searchCommon', 'create', 'appendMessage'],
    // What the design document makes promises about.
    spread: ['getAllCold', 'getOne', 'byTypeFull', 'searchCommon', 'create', 'update'],
  },
  home: 'workspace',
  about: 'session files to SQLite',
  verified: 'SQLite keeps everything that the JSON files keep.',
  promisedBy: ['the design document', 'the document'],
  notes: {
    floors:
      'the same statements through the bare driver, the same objects built from memory, the file read as bytes, the file parsed with nothing checked',
    targets: '“JSON” is the file read and parsed, with nothing checked; a ratio below 1 is less time.',
  },
  get claims() {
    return claims();
  },
  get targets() {
    return storeTargets();
  },
} satisfies DefinitionWords;
