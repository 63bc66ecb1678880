import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { sideOf } from '../fixtures/compared.ts';
import { askHere } from './players.ts';

const { freshFolder } = useFolder('storeproof-test');

test.each([
  ['is played', 'steady'],
  ['is refused', 'work'],
])(
  'behind a benchmark that %s the store is opened anew, so that the next one finds no cache',
  async (_, operation) => {
    const ask = askHere();
    const [home, folder] = [freshFolder(), freshFolder()];
    const opens = (): number => readFileSync(join(home, 'opens'), 'utf8').length;
    await ask('load', 'head', sideOf('unable'));
    const dataset = { profile: 'small', size: 3, seed: 1 };
    const place = { store: 'file', dataset, home, folder, codeCache: folder };
    await ask('fill', 'head', place);
    await ask('enter', 'head', place);
    const before = opens();
    const prepared = await ask('prepare', 'head', operation, null);
    if (typeof prepared !== 'string') await ask('finish', 'head');
    expect(opens()).toBe(before + 1);
    await ask('leave', 'head');
  },
);
