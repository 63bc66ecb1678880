import { expect, test } from 'vitest';
import { statisticsOf } from '../../contract/statistics.ts';
import { sampleSession } from '../../contract/suite/samples.ts';
import { withShownKeys } from './shown-keys.ts';

const session = (type: string, model: string | null) =>
  sampleSession(type, { type, status: 'done\nwell', model });

test('names are shown as they are, texts by their digest, and two of them stay apart', () => {
  const long = 'x'.repeat(65);
  const { byType, byStatus, byModel } = withShownKeys(
    statisticsOf([session('debate', null), session(long, 'm'), session(`${long}y`, 'm')], {}),
  );
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{16} \(\d+ characters\)$/);
  expect(byType.map(({ key }) => key)).toEqual(['debate', digest, digest]);
  expect(new Set(byType.map(({ key }) => key)).size).toBe(3);
  expect(byStatus).toMatchObject([{ key: digest, sessions: 3 }]);
  expect(byModel.map(({ key }) => key)).toEqual(expect.arrayContaining([null, 'm']));
});
