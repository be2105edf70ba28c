import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { averagePrecisionScore } from '../../src/metrics/average-precision-score.js';
import { brierScoreLoss } from '../../src/metrics/brier-score-loss.js';
import { type ConfusionCounts, confusionCounts, confusionCountsAt } from '../../src/metrics/confusion-counts.js';
import { f1OfCounts, f1Score } from '../../src/metrics/f1-score.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { precisionOfCounts, precisionScore } from '../../src/metrics/precision-score.js';
import { recallOfCounts, recallScore } from '../../src/metrics/recall-score.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';

type Figures = Record<'roc_auc' | 'average_precision' | 'log_loss' | 'brier', number>;
interface Fixture {
  readonly tolerance: { readonly absolute: number };
  readonly cases: readonly {
    readonly name: string;
    readonly yTrue: number[];
    readonly yScore: number[];
    readonly sampleWeight: number[];
    readonly expected: {
      readonly unweighted: Figures;
      readonly weighted: Figures;
      readonly 'at_0.3': { precision: number; recall: number; f1_score: number };
    };
  }[];
}

const { cases, tolerance }: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/sklearn_metrics.json', import.meta.url), 'utf8'),
);
const close = (actual: number | null, expected: number) =>
  expect(Math.abs(actual! - expected)).toBeLessThan(tolerance.absolute);

describe.each(cases)('metrics against scikit-learn: $name', ({ yTrue, yScore, sampleWeight, expected }) => {
  it.each([
    ['unweighted', {}],
    ['weighted', { sampleWeight }],
  ] as const)('%s', (which, options) => {
    close(rocAucScore(yTrue, yScore, options), expected[which].roc_auc);
    close(averagePrecisionScore(yTrue, yScore, options), expected[which].average_precision);
    close(logLoss(yTrue, yScore, options), expected[which].log_loss);
    close(brierScoreLoss(yTrue, yScore, options), expected[which].brier);
  });

  it('at a threshold', () => {
    const counts = confusionCountsAt(yTrue, yScore, 0.3);
    close(precisionOfCounts(counts), expected['at_0.3'].precision);
    close(recallOfCounts(counts), expected['at_0.3'].recall);
    close(f1OfCounts(counts), expected['at_0.3'].f1_score);
  });
});

interface Labels {
  readonly counts: ConfusionCounts;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
const ofLabels: {
  readonly cases: readonly {
    readonly name: string;
    readonly yTrue: number[];
    readonly yPred: number[];
    readonly sampleWeight: number[];
    readonly labels: { readonly unweighted: Labels; readonly weighted: Labels };
  }[];
} = JSON.parse(readFileSync(new URL('../fixtures/sklearn_curves.json', import.meta.url), 'utf8'));

describe.each(ofLabels.cases)(
  'metrics of labels against scikit-learn: $name',
  ({ yTrue, yPred, sampleWeight, labels }) => {
    it.each([
      ['unweighted', {}],
      ['weighted', { sampleWeight }],
    ] as const)('%s', (which, options) => {
      const expected = labels[which];
      const counts = confusionCounts(yTrue, yPred, options);
      for (const cell of ['tp', 'tn', 'fp', 'fn'] as const) close(counts[cell], expected.counts[cell]);
      close(precisionScore(yTrue, yPred, options), expected.precision);
      close(recallScore(yTrue, yPred, options), expected.recall);
      close(f1Score(yTrue, yPred, options), expected.f1);
    });
  },
);
