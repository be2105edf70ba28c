import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { averagePrecisionScore } from '../../src/metrics/average-precision-score.js';
import { brierScoreLoss } from '../../src/metrics/brier-score-loss.js';
import { confusionCounts } from '../../src/metrics/confusion-counts.js';
import { f1Score } from '../../src/metrics/f1-score.js';
import { logLoss } from '../../src/metrics/log-loss.js';
import { precisionScore } from '../../src/metrics/precision-score.js';
import { recallScore } from '../../src/metrics/recall-score.js';
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
    ['unweighted', undefined],
    ['weighted', sampleWeight],
  ] as const)('%s', (which, weight) => {
    close(rocAucScore(yTrue, yScore, weight), expected[which].roc_auc);
    close(averagePrecisionScore(yTrue, yScore, weight), expected[which].average_precision);
    close(logLoss(yTrue, yScore, weight), expected[which].log_loss);
    close(brierScoreLoss(yTrue, yScore, weight), expected[which].brier);
  });

  it('at a threshold', () => {
    const counts = confusionCounts(yTrue, yScore, 0.3);
    close(precisionScore(counts), expected['at_0.3'].precision);
    close(recallScore(counts), expected['at_0.3'].recall);
    close(f1Score(counts), expected['at_0.3'].f1_score);
  });
});
