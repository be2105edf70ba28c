import { describe, expect, it } from 'vitest';
import { allRows, crossFitWeeks, logitsOf } from '../../src/recalibration/cross-fit-weeks.js';
import { fitRecalibration, type OutcomeRows } from '../../src/recalibration/fit-recalibration.js';
import { atLogit } from '../../src/recalibration/logit-line.js';
import { isOff, ORDINARY_CHANGE, SLOPE_OFF_BY, weekEvidence } from '../../src/recalibration/week-evidence.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { normal } from '../support/normal.js';
import { uniform } from '../support/synthetic-shop.js';

/** Rows whose true log-odds are `slope` times the model's plus `shift`. */
function drawn(n: number, truth: { slope: number; shift: number }, seed: number): OutcomeRows {
  const next = uniform(seed);
  const logits = Float64Array.from({ length: n }, () => -3 + 1.2 * normal(next));
  const labels = logits.map((logit) => (next() < sigmoid(atLogit(truth, logit)) ? 1 : 0));
  return { logits, labels };
}

describe('fitRecalibration', () => {
  it('goes n / (n + k) of the way to the shift that makes Σp = Σy', () => {
    const rows = drawn(20_000, { slope: 1, shift: 0.7 }, 1);
    const whole = fitRecalibration(rows, 'shift', 0);
    const expected = rows.logits.reduce((sum, logit) => sum + sigmoid(atLogit(whole.line, logit)), 0);
    expect(expected).toBeCloseTo(whole.positives, 6);
    expect(whole.line.shift).toBeCloseTo(0.7, 1);
    expect(whole).toMatchObject({ n: 20_000, weight: 1, line: { slope: 1 } });
    const { line, weight, positives } = fitRecalibration(rows, 'shift', 50);
    expect(weight).toBe(positives / (positives + 50));
    expect(line.shift).toBeCloseTo(weight * whole.line.shift, 12);
  });

  it('finds the slope, and keeps the ranking', () => {
    const { line } = fitRecalibration(drawn(40_000, { slope: 0.7, shift: -0.4 }, 2), 'line', 0);
    expect(line.slope).toBeCloseTo(0.7, 1);
    expect(line.shift).toBeCloseTo(-0.4, 0);
  });

  it('changes nothing where nobody converted, or the line would turn the ranking round', () => {
    const nobody = { logits: Float64Array.of(-1, -2), labels: Float64Array.of(0, 0) };
    expect(fitRecalibration(nobody, 'shift', 0).line).toEqual({ slope: 1, shift: 0 });
    expect(fitRecalibration(nobody, 'line', 0).line).toEqual({ slope: 1, shift: 0 });
    const reversed = drawn(4000, { slope: -1, shift: -6 }, 3);
    expect(fitRecalibration(reversed, 'line', 0).line).toEqual({ slope: 1, shift: 0 });
  });
});

describe('crossFitWeeks', () => {
  it('scores each week by what the others ask for', () => {
    const weeks = [drawn(3000, { slope: 1, shift: 1 }, 4), drawn(2000, { slope: 1, shift: 0 }, 5)];
    const proba = crossFitWeeks(weeks, 'shift', 10);
    const ofSecond = fitRecalibration(weeks[1]!, 'shift', 10).line;
    const ofFirst = fitRecalibration(weeks[0]!, 'shift', 10).line;
    expect(proba[0]).toBe(sigmoid(atLogit(ofSecond, weeks[0]!.logits[0]!)));
    expect(proba[3000]).toBe(sigmoid(atLogit(ofFirst, weeks[1]!.logits[0]!)));
    expect(proba).toHaveLength(allRows(weeks).labels.length);
  });

  it('has log-odds of probabilities within the bounds of scores', () => {
    expect([...logitsOf(Float64Array.of(0, 0.5, 1))]).toEqual([-36, 0, 36]);
    expect(logitsOf(Float64Array.of(sigmoid(-7.25)))[0]).toBeCloseTo(-7.25, 12);
  });
});

describe('weekEvidence', () => {
  it('counts in standard errors of the conversions, and of an ordinary change', () => {
    const logits = new Float64Array(1000).fill(Math.log(0.1 / 0.9));
    const labels = Float64Array.from(logits, (_, row) => (row < 200 ? 1 : 0));
    const shift = Math.log(0.2 / 0.8) - Math.log(0.1 / 0.9);
    const variance = 1 / (1000 * 0.2 * 0.8) + ORDINARY_CHANGE ** 2;
    expect(weekEvidence({ logits, labels }).shift).toBeCloseTo(shift / Math.sqrt(variance), 9);
    const ofTwo = variance - ORDINARY_CHANGE ** 2 / 2;
    expect(weekEvidence({ logits, labels }, { weeks: 2 }).shift).toBeCloseTo(shift / Math.sqrt(ofTwo), 9);
    // As many conversions in the training as in the weeks: twice the variance of chance.
    const positives = labels.reduce((sum, y) => sum + y, 0);
    const ofBoth = 2 * (variance - ORDINARY_CHANGE ** 2) + ORDINARY_CHANGE ** 2;
    expect(weekEvidence({ logits, labels }, { trained: positives }).shift).toBeCloseTo(shift / Math.sqrt(ofBoth), 9);
    // All have one score: no slope can be told.
    expect(weekEvidence({ logits, labels }).slope).toBe(0);
  });

  it('sees a slope as a slope, and none where there is none', () => {
    expect(weekEvidence(drawn(40_000, { slope: 0.6, shift: -1 }, 6)).slope).toBeLessThan(-4);
    expect(Math.abs(weekEvidence(drawn(40_000, { slope: 1, shift: 0.7 }, 7)).slope)).toBeLessThan(3);
  });

  it('is off where all weeks are in one direction, and together far enough', () => {
    expect(isOff([2, 3], 3.5)).toBe(true);
    expect(isOff([-1, -4], -3)).toBe(true);
    expect(isOff([2, 2], 2.9)).toBe(false);
    expect(isOff([0.9, 9], 6)).toBe(false);
    expect(isOff([-1, 9], 5)).toBe(false);
    expect(isOff([2, 3], 3.5, SLOPE_OFF_BY)).toBe(false);
  });
});
