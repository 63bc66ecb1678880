// Valid sessions and messages of values chosen to hurt, by the names that the arbitraries of homes know them by.

export { message as aHurtfulMessage, session as aHurtfulSession } from './session.ts';
