// What processes do at the same time. In every mix some append messages or read them, so that its history can be checked.

import type { LoadMix } from '../../definition/load.ts';

/** Four reads for each write: an editor shows much more than it changes. */
const EDITOR = {
  ...{ getOne: 40, messages: 20, firstPage: 15, byTypePage: 5 },
  ...{ appendMessage: 14, updateInstanceStatus: 4, update: 2 },
};

export const mixes: Readonly<Record<string, LoadMix>> = {
  editor: {
    says: 'windows of the editor, four reads for each write',
    groups: [{ name: 'windows', operations: EDITOR }],
  },
  appends: {
    says: 'messages appended, nothing else',
    groups: [{ name: 'writers', operations: { appendMessage: 1 } }],
  },
  readers: {
    says: 'one writer without a pause, all others read',
    groups: [
      { name: 'writer', processes: 1, operations: { appendMessage: 1 } },
      { name: 'readers', operations: { getOne: 1, messages: 1 } },
    ],
  },
  reads: {
    says: 'the same readers without the writer',
    groups: [{ name: 'readers', operations: { getOne: 1, messages: 1 } }],
  },
  churn: {
    says: 'sessions created and deleted among others in use',
    groups: [{ name: 'windows', operations: { create: 3, delete: 3, appendMessage: 2, getOne: 2 } }],
  },
  isolation: {
    says: 'transactions of several calls on few sessions, made to meet',
    hot: { records: 6, steps: 200 },
    groups: [
      {
        name: 'windows',
        operations: {
          ...{ moveOn: 20, readModifyWrite: 15, longRead: 15, blindWrites: 15, takenBack: 10 },
          ...{ appendMessage: 10, getOne: 10, update: 3, create: 1, delete: 1, import: 0.2 },
        },
      },
    ],
  },
  search: {
    says: 'full text and figures of all sessions beside appended messages',
    groups: [{ name: 'windows', operations: { search: 6, statistics: 1, appendMessage: 2, getOne: 1 } }],
  },
  import: {
    says: 'session files imported while windows are open',
    groups: [
      { name: 'import', processes: 1, operations: { import: 1 } },
      { name: 'windows', operations: EDITOR },
    ],
  },
  backup: {
    says: 'the database backed up while windows are open',
    groups: [
      { name: 'backup', processes: 1, operations: { backup: 1 } },
      { name: 'windows', operations: EDITOR },
    ],
  },
};
