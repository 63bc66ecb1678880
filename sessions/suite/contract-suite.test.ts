import { servedSubject, subjectNamed } from '../../subjects/index.ts';
import { registerContractSuite } from './contract-suite.ts';

for (const name of ['memory', 'json', 'json-safe', 'sqlite', 'sqlite-full', 'sqlite-memory']) {
  registerContractSuite(subjectNamed(name));
}
for (const name of ['memory', 'json', 'sqlite'] as const) registerContractSuite(servedSubject(name));
