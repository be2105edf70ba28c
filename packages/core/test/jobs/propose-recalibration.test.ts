import { describe, expect, it } from 'vitest';
import { proposeRecalibration } from '../../src/jobs/propose-recalibration.js';
import type { OutcomeRows } from '../../src/recalibration/fit-recalibration.js';
import { atLogit } from '../../src/recalibration/logit-line.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { normal } from '../support/normal.js';
import { uniform } from '../support/synthetic-shop.js';

const model = { name: 'm', k: 50, trained: 150 };

/** A week of users whose true log-odds are `slope` times the model's plus `shift`. */
function week(next: () => number, n: number, base: number, truth = { slope: 1, shift: 0 }): OutcomeRows {
  const logits = Float64Array.from({ length: n }, () => base + 1.2 * normal(next));
  const labels = logits.map((logit) => (next() < sigmoid(atLogit(truth, logit)) ? 1 : 0));
  return { logits, labels };
}

describe('proposeRecalibration', () => {
  it('recalibrates nothing in 19 of 20 runs of ten weeks without a shift, though each model is off by what it has not learned', () => {
    const next = uniform(1);
    let recalibrated = 0;
    for (let run = 1; run <= 60; run++) {
      const off = normal(next) / Math.sqrt(model.trained);
      const weeks = Array.from({ length: 10 }, () => week(next, 900, -3 + off, { slope: 1, shift: -off }));
      const proposals = weeks.slice(1).map((newest, index) => proposeRecalibration([newest, weeks[index]!], model));
      if (proposals.some(({ accepted }) => accepted)) recalibrated++;
    }
    expect(recalibrated).toBeLessThanOrEqual(3);
  });

  it('brings a mean that is half the truth within a tenth of it after two weeks, by the shift alone', () => {
    const doubled = { slope: 1, shift: Math.log(2) };
    const next = uniform(2);
    let within = 0;
    for (let run = 1; run <= 20; run++) {
      const quiet = week(next, 5000, -3);
      const [first, second] = [week(next, 5000, -3, doubled), week(next, 5000, -3, doubled)];
      expect(proposeRecalibration([first, quiet], model).accepted).toBe(false);
      const { accepted, fitted } = proposeRecalibration([second, first], model);
      expect(accepted).toBe(true);
      expect(fitted.line.slope).toBe(1);
      const sum = (shift: number) => second.logits.reduce((total, logit) => total + sigmoid(logit + shift), 0);
      const ratio = sum(fitted.line.shift) / sum(doubled.shift);
      if (ratio > 0.9 && ratio < 1.1) within++;
    }
    expect(within).toBeGreaterThanOrEqual(19);
  });

  it('takes a slope where each week asks for one', () => {
    const next = uniform(3);
    const flat = { slope: 0.6, shift: -1.2 };
    const { accepted, fitted, reasons } = proposeRecalibration(
      [week(next, 20_000, -3, flat), week(next, 20_000, -3, flat)],
      model,
    );
    expect(accepted).toBe(true);
    expect(reasons).toHaveLength(3);
    expect(reasons[1]).toMatch(
      /^Log-odds are spread too widely: their slope is off by -\d+\.\d standard errors, week by week -\d+\.\d and -\d+\.\d\.$/,
    );
    expect(fitted.line.slope).toBeGreaterThan(0.55);
    expect(fitted.line.slope).toBeLessThan(0.7);
  });

  it('does not take two weeks that contradict each other for a shift', () => {
    const next = uniform(4);
    const [more, less] = [
      week(next, 5000, -3, { slope: 1, shift: 0.6 }),
      week(next, 5000, -3, { slope: 1, shift: -0.3 }),
    ];
    const { accepted, reasons } = proposeRecalibration([more, less], model);
    expect(accepted).toBe(false);
    expect(reasons.join(' ')).toMatch(/converted where m expected .*Not recalibrated: the weeks have to be off/);
  });
});
