import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import { contributionMoments } from '../../src/explanations/contribution-moments.js';
import { explain } from '../../src/explanations/explain.js';
import { featureWindow } from '../../src/explanations/feature-windows.js';
import { globalEffects } from '../../src/explanations/global-effects.js';
import { reasonInWords } from '../../src/explanations/reason-in-words.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { Table } from '../../src/table/table.js';
import { type LinearArtifact, someArtifact } from '../support/some-artifact.js';
import { levels, numbers } from '../support/some-table.js';

const artifact: LinearArtifact = { ...someArtifact(), name: 'model' };
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
    expect(reasonInWords([{ feature: 'x', value, contribution }], () => 'X.')).toBe(text);
  });
});

describe('windows of one measure', () => {
  const windows = windowedModel(
    ['events_1d', 'Events in the last 1 days.', 2],
    ['events_30d', 'Events in the last 30 days.', 0.25],
    ['events_7d', 'Events in the last 7 days.', -1],
    ['orders_7d', 'Orders in the last 7 days.', 0.125],
    ['recent_7d_share', 'Share of recent events.', 0.5],
  );
  const { baseline, reasons, others, logit } = explain(windows, {
    events_1d: 3,
    events_7d: 5,
    events_30d: 8,
    orders_7d: 1,
    recent_7d_share: 1,
  });

  it('are one reason, with the sum of what they do, where the windows pull in different directions', () => {
    expect(reasons.map(({ feature, contribution }) => [feature, contribution])).toEqual([
      ['events', 6 - 5 + 2],
      ['recent_7d_share', 0.5],
      ['orders_7d', 0.125],
    ]);
    expect(baseline + 3 + 0.5 + 0.125 + others).toBe(logit);
  });

  it('are described with the days and the value of each, shortest first', () => {
    expect(reasons[0]!.text).toBe('Events in the last 1, 7 and 30 days: 3, 5 and 8 – raises the odds 20.1 times.');
    expect(reasons[0]!.parts).toEqual([
      { feature: 'events_1d', value: 3, contribution: 6 },
      { feature: 'events_7d', value: 5, contribution: -5 },
      { feature: 'events_30d', value: 8, contribution: 2 },
    ]);
    expect(reasons[0]!.value).toBe(8);
  });

  it('count once towards the number of reasons', () => {
    expect(explain(windows, {}, { limit: 1 }).reasons).toHaveLength(1);
    const all = explain(windows, { events_1d: 3 }, { limit: 3 });
    expect(all.reasons).toHaveLength(3);
    expect(all.others).toBe(0);
  });

  it('are named by the measure where their sentences differ in more than the number of days', () => {
    const parts = [
      { feature: 'plan_7d', value: 'pro', contribution: 1 },
      { feature: 'plan_30d', value: null, contribution: -0.5 },
    ];
    const meanings: Record<string, string> = { plan_7d: 'Plan of the week.', plan_30d: 'Plan in 30 days.' };
    expect(reasonInWords(parts, (feature) => meanings[feature]!)).toBe(
      'plan in the last 7 and 30 days: pro and missing – raises the odds 1.65 times.',
    );
  });

  it.each([
    ['sessions_7d', { measure: 'sessions', days: 7 }],
    ['page_view_30d', { measure: 'page_view', days: 30 }],
    ['days_since_event', { measure: 'days_since_event', days: null }],
    ['7d', { measure: '7d', days: null }],
    ['sessions_7d_share', { measure: 'sessions_7d_share', days: null }],
  ])('%s is %j', (name, window) => {
    expect(featureWindow(name)).toEqual(window);
  });
});

/** A linear model whose features add coefficient × value. */
function windowedModel(...features: [name: string, meaning: string, coef: number][]): ModelArtifact {
  return {
    ...artifact,
    features: features.map(([name, meaning]) => ({
      name,
      kind: 'numeric',
      unit: 'count',
      meaning,
      definitionHash: name,
    })),
    preprocessing: features.map(([name]) => ({
      kind: 'numeric',
      name,
      log1p: false,
      impute: 0,
      mean: 0,
      scale: 1,
      missingIndicator: false,
    })),
    model: { ...artifact.model, coef: features.map(([, , coef]) => coef) },
    explanations: {
      standardErrors: null,
      contributions: features.map(([feature]) => ({ feature, mean: 0, sd: 1 })),
    },
  };
}

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
