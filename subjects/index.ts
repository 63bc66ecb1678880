// Stores by name, and the subject protocol from both sides.

export { type Capabilities, ProgramStore } from './program-store.ts';
export {
  type ProgramOptions,
  type ProgramSubject,
  programSubject,
  serveCommand,
  servedSubject,
} from './program-subject.ts';
export { FIRST_SEVEN, type Op, type Stage } from './protocol.ts';
export { SUBJECT_NAMES, type SubjectName, subjectNamed } from './registry.ts';
export { type ServeOptions, serve } from './server.ts';
export {
  APP_METHODS,
  CONTRACT_METHODS,
  hasDebateWriter,
  offeredBy,
  type StoreMethod,
  type Subject,
} from './subject.ts';
