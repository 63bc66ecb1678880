export { ANOMALY_NAMES, type Anomaly, type AnomalyName, MEANINGS, type Say } from './anomaly.ts';
export { checkHistory, type HistoryOptions, type HistoryVerdict } from './check.ts';
export { History } from './history.ts';
export type * from './transaction.ts';
