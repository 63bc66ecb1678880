// The contract as tests, written once and registered for every store. What a subject cannot have (transactions and
// strict mode behind the protocol, restarts of a store in memory) is left out for it, by what the subject says.

import { describe } from 'vitest';
import type { SessionSubject } from '../../subjects/index.ts';
import { appOperationTests } from './app-operations.ts';
import { argumentTests } from './argument-checks.ts';
import { lifecycleTests } from './lifecycle.ts';
import { queryTests } from './queries.ts';
import { searchTests } from './search.ts';
import { useStoreHome } from './store-home.ts';
import { strictModeTests } from './strict-mode.ts';
import { transactionTests } from './transactions.ts';

export function registerContractSuite(subject: SessionSubject): void {
  describe(`${subject.name} obeys the contract`, () => {
    const place = useStoreHome(subject);
    describe('the app’s operations', () => appOperationTests(place));
    describe('arguments', () => argumentTests(place));
    describe('queries', () => queryTests(place));
    describe('search', () => searchTests(place));
    describe('lifecycle', () => lifecycleTests(place));
    if (subject.isRemote) return;
    describe('transactions', () => transactionTests(place));
    describe('strict mode', () => strictModeTests(place));
  });
}
