// Stores by name, and the subject protocol from both sides.

export type { Capabilities } from '../protocol/capabilities.ts';
export { ProgramStore } from './program-store.ts';
export { programSubject, servedSubject } from './program-subject.ts';
export type { Op } from './protocol.ts';
export { SUBJECT_NAMES, subjectNamed } from './registry.ts';
export { serveCommand } from './serve-command.ts';
export { serve } from './server.ts';
export {
  APP_METHODS,
  CONTRACT_METHODS,
  offeredBy,
  type SessionSubject,
  type StoreMethod,
} from './subject.ts';
