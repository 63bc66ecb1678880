// The highest rate at which a store keeps its promise.

export { findKnee, type KneeOutcome, type KneeSetting } from './find.ts';
