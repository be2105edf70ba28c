import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrationCurve } from '../../src/metrics/calibration-curve.js';
import { precisionRecallCurve } from '../../src/metrics/precision-recall-curve.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';
import { rocCurve } from '../../src/metrics/roc-curve.js';

type Numbers = readonly (number | 'Infinity')[];
interface Variant {
  readonly weighted: boolean;
  readonly dropIntermediate: boolean;
  readonly thresholds: Numbers;
}
interface Fixture {
  readonly tolerance: { readonly absolute: number };
  readonly cases: readonly {
    readonly name: string;
    readonly yTrue: number[];
    readonly yScore: number[];
    readonly sampleWeight: number[];
    readonly roc: readonly (Variant & { fpr: Numbers; tpr: Numbers })[];
    readonly precisionRecall: readonly (Variant & { precision: Numbers; recall: Numbers })[];
    readonly calibration: readonly {
      nBins: number;
      strategy: 'uniform' | 'quantile';
      probTrue: Numbers;
      probPred: Numbers;
    }[];
  }[];
}

const { cases, tolerance }: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/sklearn_curves.json', import.meta.url), 'utf8'),
);

function same(found: Float64Array, expected: Numbers): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    const wanted = Number(expected[i]);
    if (Number.isFinite(wanted)) expect(Math.abs(value - wanted)).toBeLessThan(tolerance.absolute);
    else expect(value).toBe(wanted);
  });
}

describe.each(cases)('curves against scikit-learn: $name', (rows) => {
  const { yTrue, yScore } = rows;
  const optionsOf = ({ weighted, dropIntermediate }: Variant) => ({
    dropIntermediate,
    ...(weighted && { sampleWeight: rows.sampleWeight }),
  });

  it.each(rows.roc)('rocCurve, weighted $weighted, dropIntermediate $dropIntermediate', (expected) => {
    const { fpr, tpr, thresholds } = rocCurve(yTrue, yScore, optionsOf(expected))!;
    same(fpr, expected.fpr);
    same(tpr, expected.tpr);
    same(thresholds, expected.thresholds);
  });

  it.each(rows.precisionRecall)(
    'precisionRecallCurve, weighted $weighted, dropIntermediate $dropIntermediate',
    (expected) => {
      const { precision, recall, thresholds } = precisionRecallCurve(yTrue, yScore, optionsOf(expected))!;
      same(precision, expected.precision);
      same(recall, expected.recall);
      same(thresholds, expected.thresholds);
    },
  );

  it.each(rows.calibration)('calibrationCurve, $nBins bins, $strategy', ({ nBins, strategy, probTrue, probPred }) => {
    const curve = calibrationCurve(yTrue, yScore, { nBins, strategy });
    same(curve.probTrue, probTrue);
    same(curve.probPred, probPred);
  });

  it('has the ROC AUC under the curve, whatever points are left out', () => {
    for (const dropIntermediate of [true, false]) {
      const { fpr, tpr } = rocCurve(yTrue, yScore, { dropIntermediate })!;
      let area = 0;
      for (let i = 1; i < fpr.length; i++) area += ((fpr[i]! - fpr[i - 1]!) * (tpr[i]! + tpr[i - 1]!)) / 2;
      expect(area).toBeCloseTo(rocAucScore(yTrue, yScore)!, 12);
    }
  });
});

it('curves take their defaults from scikit-learn', () => {
  const { yTrue, yScore } = cases[0]!;
  expect(rocCurve(yTrue, yScore)).toEqual(rocCurve(yTrue, yScore, { dropIntermediate: true }));
  expect(precisionRecallCurve(yTrue, yScore)).toEqual(precisionRecallCurve(yTrue, yScore, { dropIntermediate: false }));
  expect(calibrationCurve(yTrue, yScore)).toEqual(calibrationCurve(yTrue, yScore, { nBins: 5, strategy: 'uniform' }));
});

it('curves are undefined without the class they divide by', () => {
  expect(rocCurve([1, 1], [0.2, 0.3])).toBeNull();
  expect(rocCurve([0, 0], [0.2, 0.3])).toBeNull();
  expect(precisionRecallCurve([0, 0], [0.2, 0.3])).toBeNull();
  expect(precisionRecallCurve([1, 1], [0.2, 0.3])!.recall[0]).toBe(1);
  expect(calibrationCurve([0, 0], [0.2, 0.3]).probTrue).toEqual(Float64Array.of(0, 0));
});

it('a weight of 2 is the row twice in a calibration curve', () => {
  const weighted = calibrationCurve([0, 1, 1], [0.1, 0.15, 0.9], { sampleWeight: [2, 1, 1] });
  expect(weighted).toEqual(calibrationCurve([0, 0, 1, 1], [0.1, 0.1, 0.15, 0.9]));
});

it.each([0, 1.5, -1, Number.NaN])('calibrationCurve refuses %s bins', (nBins) => {
  expect(() => calibrationCurve([0, 1], [0.2, 0.3], { nBins })).toThrow(expect.objectContaining({ code: 'bad_bins' }));
});
