import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import { contributionMoments } from '../../src/explanations/contribution-moments.js';
import { explain } from '../../src/explanations/explain.js';
import { globalEffects } from '../../src/explanations/global-effects.js';
import { reasonInWords } from '../../src/explanations/reason-in-words.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { Table } from '../../src/table/table.js';
import { someArtifact } from '../support/some-artifact.js';
import { levels, numbers } from '../support/some-table.js';

const artifact: ModelArtifact = { ...someArtifact(), name: 'model' };
// Coefficients: visits 1e-17 by default; one that shows.
const model: ModelArtifact = { ...artifact, model: { ...artifact.model, coef: [0.8, -2, 3, 0.25] } };
const rows = fc.record({
  visits: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1e4, noNaN: true })),
  device: fc.constantFrom(null, 'desktop', 'mobile “é”', 'fridge'),
});

describe('explain', () => {
  it('is exact: the baseline, the reasons and the others add up to the logit, and that to the probability', () => {
    fc.assert(
      fc.property(rows, fc.nat(3), (row, limit) => {
        const { proba, logit, baseline, reasons, others } = explain(model, row, { limit });
        const sum = reasons.reduce((total, { contribution }) => total + contribution, baseline + others);
        expect(Math.abs(sum - logit)).toBeLessThan(1e-12);
        const scorer = scorerOf(model);
        expect(logit).toBe(scorer.decisionFunctionOne(row));
        expect(proba).toBe(scorer.predictProbaOne(row));
        expect(reasons).toHaveLength(Math.min(limit, 2));
      }),
    );
  });

  it('compares with the average user, names what moved most first, in words', () => {
    const { reasons, baseline } = explain(model, { visits: 3, device: 'mobile “é”' });
    expect(baseline).toBeCloseTo(-4 + 0.01 - 1, 12);
    expect(reasons[0]).toMatchObject({ feature: 'device', value: 'mobile “é”', contribution: 4 });
    expect(reasons[0]!.odds).toBeCloseTo(Math.exp(4), 12);
    expect(reasons[0]!.text).toBe('Device: mobile “é” – raises the odds 54.6 times.');
    expect(reasons[1]!.text).toMatch(/^Visits: 3 – raises the odds 1\.\d+ times\.$/);
  });

  it('explains a model of schema 1 too', () => {
    const { explanations: _, ...old } = model;
    const { baseline, reasons, logit } = explain(old, { visits: 3, device: 'desktop' });
    expect(baseline).toBe(-4);
    expect(reasons.reduce((sum, { contribution }) => sum + contribution, baseline)).toBeCloseTo(logit, 12);
  });

  it.each([
    [null, -0.7, 'X: missing – lowers the odds 2.01 times.'],
    [0.123456, 0.001, 'X: 0.123 – makes no difference.'],
    [true, Math.log(3), 'X: true – raises the odds 3 times.'],
  ])('says of %j and %d: %s', (value, contribution, text) => {
    expect(reasonInWords('X.', value, contribution)).toBe(text);
  });
});

describe('contributionMoments', () => {
  it('are mean and deviation of what each feature adds', () => {
    const table = new Table([
      ['visits', numbers([0, 1, 5, null])],
      ['device', levels(['desktop', 'desktop', 'mobile “é”', null])],
    ]);
    const [visits, device] = contributionMoments(scorerOf(model), table);
    const byHand = Math.sqrt((2 * 1.8125 ** 2 + 3.1875 ** 2 + 0.4375 ** 2) / 4);
    expect(device).toEqual({ feature: 'device', mean: -0.1875, sd: expect.closeTo(byHand, 12) });
    const scorer = scorerOf(model);
    const eta = scorer.decisionFunction(table);
    expect(eta.reduce((sum, value) => sum + value, 0) / 4).toBeCloseTo(-4 + visits!.mean + device!.mean, 12);
  });
});

describe('globalEffects', () => {
  it('lists features by importance, with an interval for every coefficient', () => {
    const [device, visits] = globalEffects(model);
    expect(device).toMatchObject({ feature: 'device', meaning: 'Device.', importance: 1.5 });
    expect(device!.columns.map(({ column, effect }) => [column, effect])).toEqual([
      ['device=desktop', -2],
      ['device=mobile “é”', 3],
      ['device=(missing)', 0.25],
    ]);
    expect(visits!.columns[0]).toMatchObject({ effect: 0.8, coef: 0.8, standardError: 0.1 });
    expect(visits!.columns[0]!.interval![0]).toBeCloseTo(0.8 - 0.1959964, 6);
  });

  it('has neither importances nor errors in a model of schema 1', () => {
    const { explanations: _, ...old } = model;
    expect(globalEffects(old)[0]).toMatchObject({
      importance: null,
      columns: [{ standardError: null, interval: null }],
    });
  });
});
