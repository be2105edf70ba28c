export { type BinnedScores, type BinningBound, binningBound } from '../counted-scores/binning-bound.js';
export { type CountedScores, countedScores, writtenOut } from '../counted-scores/counted-scores.js';
