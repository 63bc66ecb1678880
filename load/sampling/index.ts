// What a load does to memory, handles and files, second by second and as slopes.

export { type Sample, type Sampled, Sampler } from './sampler.ts';
export { flatIn, GROWTH_MAX, growthMaxOf, growthsIn, slopesOf } from './slopes.ts';
