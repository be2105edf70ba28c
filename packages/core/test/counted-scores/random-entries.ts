import fc from 'fast-check';
import { type CountedScores, countedScores } from '../../src/counted-scores/counted-scores.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';

/** Entries of both classes in three folds, whose scores are log-odds with ties between labels and folds. */
export const entriesOfLogits: fc.Arbitrary<CountedScores> = fc
  .array(
    fc.record({
      // Eighths: sums of few of them are exact, and many are tied.
      logit: fc.integer({ min: -40, max: 40 }).map((eighths) => eighths / 8),
      label: fc.integer({ min: 0, max: 1 }),
      count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
      fold: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 8, maxLength: 60 },
  )
  .map((rows) => {
    const both = [0, 1, 2].flatMap((fold) =>
      [0, 1].flatMap((label) => [-1, 1].map((logit) => ({ logit, label, fold, count: 2 }))),
    );
    const all = [...both, ...rows];
    return countedScores({
      scores: Float64Array.from(all, ({ logit }) => logit),
      labels: Float64Array.from(all, ({ label }) => label),
      counts: Float64Array.from(all, ({ count }) => count),
      folds: Int32Array.from(all, ({ fold }) => fold),
    });
  });

/** The same with probabilities as scores. */
export const entriesOfProbabilities: fc.Arbitrary<CountedScores> = entriesOfLogits.map((entries) => ({
  ...entries,
  scores: entries.scores.map(sigmoid),
}));
