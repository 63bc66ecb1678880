// The names of the columns, for statements that are written as text.

import type { SortKey } from '../../../../contract/query.ts';
import {
  type Field,
  type FieldKind,
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  SESSION_SHAPE,
} from '../../../../contract/session.ts';

const namesOf = (shape: { readonly fields: readonly { readonly name: string }[] }): string[] =>
  shape.fields.map(({ name }) => name);

const TYPES: Readonly<Partial<Record<FieldKind, string>>> = {
  string: 'TEXT NOT NULL',
  optionalString: 'TEXT',
  optionalStrings: 'TEXT',
  u32: 'INTEGER NOT NULL',
  optionalU32: 'INTEGER',
  optionalU64: 'INTEGER',
  optionalBool: 'INTEGER',
};

/** As a table declares them: one for each field that is no list of records. */
export const declarationsOf = ({ fields }: { readonly fields: readonly Field[] }): string =>
  fields
    .filter(({ kind }) => kind in TYPES)
    .map(({ name, kind }) => `${name} ${TYPES[kind]}`)
    .join(',\n  ');

/** As read; without the key. */
export const SESSION_COLUMNS: readonly string[] = [
  ...namesOf(SESSION_SHAPE).filter((name) => name !== 'instances' && name !== 'chatHistory'),
  'exactDuration',
];
/** Without key and position. */
export const INSTANCE_COLUMNS: readonly string[] = namesOf(INSTANCE_SHAPE);
export const INSTANCE_SUMMARY_COLUMNS: readonly string[] = INSTANCE_COLUMNS.filter(
  (name) => name !== 'output',
);
export const MESSAGE_COLUMNS: readonly string[] = namesOf(MESSAGE_SHAPE);

/** What sessions are sorted by; absent numbers come below zero. */
export const SORT_EXPRESSIONS: Readonly<Record<SortKey, string>> = {
  createdAt: 'createdUs',
  updatedAt: 'updatedUs',
  totalDuration: 'coalesce(totalDuration, -1)',
  totalFilesChanged: 'coalesce(totalFilesChanged, -1)',
};
