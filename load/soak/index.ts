// A load of hours: watched while it goes on, ended when there is a reason, and judged by what grew.

export { judgedSlopes, type SoakJudgement, slopesText } from './judgement.ts';
export { type SoakNow, SoakWatch, type Watched } from './watch.ts';
