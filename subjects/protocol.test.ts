import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isQuery, OPERATION_NAMES, OPERATIONS, type OperationName, rowOf } from '../contract/operations.ts';
import { INSTANCE_SHAPE, MESSAGE_SHAPE, type RecordShape, SESSION_SHAPE } from '../contract/session.ts';
import { FILE_OPS, FIRST_SEVEN, lineArgumentsOf } from './protocol.ts';

const guide = readFileSync(join(import.meta.dirname, '../docs/subjects.md'), 'utf8');

/** The arguments of each operation, as the guide's table has them. */
function documented(): Map<string, string> {
  const [table = ''] = guide.slice(guide.indexOf('| op | arguments')).split('\n\n');
  const rows = table.split('\n').slice(2);
  return new Map(
    rows.flatMap((row) => {
      const [names = '', described = ''] = row.slice(2).split(' | ');
      return names.split(', ').map((op): [string, string] => [op.replaceAll('`', ''), described]);
    }),
  );
}

function argumentsText(operation: OperationName): string {
  const names = lineArgumentsOf(operation).map((name) =>
    isQuery(name) && name !== 'search' ? `\`${name}\`?` : `\`${name}\``,
  );
  return [...names, ...(rowOf(operation).isStamped === true ? ['`now`?'] : [])].join(', ');
}

test('the guide has every operation of the table with its arguments, and no other', () => {
  const inGuide = documented();
  for (const operation of OPERATION_NAMES) {
    const { op } = OPERATIONS[operation];
    // A search may also come with its parts beside each other.
    expect(inGuide.get(op)?.replace(/; or .*/, ''), op).toBe(argumentsText(operation));
  }
  const known = [...OPERATION_NAMES.map((operation) => rowOf(operation).op), ...FILE_OPS, 'capabilities'];
  expect([...inGuide.keys()].toSorted()).toEqual(known.toSorted());
});

/** The names in backquotes between two places of the guide. */
const namesBetween = (start: string, end: string): string[] => {
  const [, behind = ''] = guide.split(start);
  return [...(behind.split(end)[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
};

test('the guide names the operations that a program without capabilities is taken to have', () => {
  expect(namesBetween('is taken to have', '\n\n').toSorted()).toEqual([...FIRST_SEVEN].toSorted());
});

test('the guide names the required fields of each record', () => {
  const required = ({ fields }: RecordShape<unknown>) =>
    fields.filter(({ kind }) => !kind.startsWith('optional')).map(({ name }) => name);
  expect(namesBetween('**Required**: of a session', ';')).toEqual(required(SESSION_SHAPE));
  expect(namesBetween('; of an instance', ';')).toEqual(required(INSTANCE_SHAPE));
  expect(namesBetween('; of a message', '.')).toEqual(required(MESSAGE_SHAPE));
});
