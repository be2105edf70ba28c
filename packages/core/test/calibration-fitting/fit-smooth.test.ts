import { describe, expect, it } from 'vitest';
import { smoothLogit } from '../../src/calibration/smooth-logit.js';
import { fitPlatt } from '../../src/calibration-fitting/fit-platt.js';
import { fitSmooth } from '../../src/calibration-fitting/fit-smooth.js';
import { sigmoid, softplus } from '../../src/special-functions/sigmoid.js';
import { userBucket } from '../../src/windows/user-bucket.js';

const draw = (what: string, i: number) => userBucket(`${what} ${i}`);

/** Scores from −6 to 2, and labels drawn with probability σ(truth(η)). */
function scored(n: number, name: string, truth: (eta: number) => number) {
  const eta = Float64Array.from({ length: n }, (_, i) => 8 * draw(`${name} eta`, i) - 6);
  const y = eta.map((value, i) => (draw(`${name} y`, i) < sigmoid(truth(value)) ? 1 : 0));
  return { eta, y };
}

const lossOf = ({ eta, y }: ReturnType<typeof scored>, logitOf: (eta: number) => number) =>
  eta.reduce((sum, value, i) => sum + softplus(y[i] === 1 ? -logitOf(value) : logitOf(value)), 0) / eta.length;

/** Flat in the middle: no line follows it. */
const bent = (eta: number) => -2 + ((eta + 2) / 2.5) ** 3;

describe('fitSmooth', () => {
  it('follows a bend that a line cannot, on rows that it has not seen', () => {
    const rows = scored(20_000, 'fit', bent);
    const unseen = scored(20_000, 'test', bent);
    const smooth = fitSmooth(rows.eta, rows.y)!;
    const { slope, intercept } = fitPlatt(rows.eta, rows.y);
    const [truth, ofSmooth, ofPlatt] = [
      bent,
      (eta: number) => smoothLogit(smooth, eta),
      (eta: number) => slope * eta + intercept,
    ].map((logit) => lossOf(unseen, logit)) as [number, number, number];
    expect(ofPlatt - truth).toBeGreaterThan(0.005);
    expect(ofSmooth - truth).toBeLessThan(0.1 * (ofPlatt - truth));
  });

  it('hardly changes scores that are right, and few rows hardly change any', () => {
    const right = scored(20_000, 'right', (eta) => eta);
    const few = scored(200, 'few', (eta) => eta);
    expect(few.y.reduce((sum, label) => sum + label, 0)).toBeLessThan(60);
    const unseen = scored(50_000, 'unseen', (eta) => eta);
    const costOf = ({ eta, y }: typeof right) => {
      const smooth = fitSmooth(eta, y)!;
      return lossOf(unseen, (score) => smoothLogit(smooth, score)) / lossOf(unseen, (score) => score) - 1;
    };
    expect(costOf(right)).toBeLessThan(0.001);
    expect(costOf(few)).toBeLessThan(0.02);
  });

  it('never falls, and keeps the ranking beyond the knots', () => {
    const falling = scored(5000, 'falling', (eta) => (eta > -3 && eta < -1 ? -eta - 5 : eta));
    const smooth = fitSmooth(falling.eta, falling.y)!;
    const places = Array.from({ length: 400 }, (_, i) => -10 + i / 20);
    const logits = places.map((place) => smoothLogit(smooth, place));
    for (const [i, logit] of logits.slice(1).entries()) expect(logit).toBeGreaterThanOrEqual(logits[i]!);
    expect(smoothLogit(smooth, 50) - smoothLogit(smooth, 49)).toBeCloseTo(1, 12);
    expect(smoothLogit(smooth, -49) - smoothLogit(smooth, -50)).toBeCloseTo(1, 12);
    expect(smoothLogit(smooth, Number.NaN)).toBeNaN();
  });

  it('counts a row of weight 3 as three rows, one of weight 0 as none', () => {
    const { eta, y } = scored(3000, 'weights', bent);
    const sampleWeight = Float64Array.from(eta, (_, i) => i % 4);
    const times = (values: Float64Array) =>
      Float64Array.from(Array.from(values).flatMap((value, i) => new Array<number>(i % 4).fill(value)));
    const weighted = fitSmooth(eta, y, { sampleWeight })!;
    const repeated = fitSmooth(times(eta), times(y))!;
    expect(weighted.eta).toHaveLength(repeated.eta.length);
    for (const [k, knot] of weighted.eta.entries()) {
      expect(knot).toBeCloseTo(repeated.eta[k]!, 9);
      expect(weighted.logit[k]).toBeCloseTo(repeated.logit[k]!, 9);
    }
  });

  it('is nowhere steeper than 10, and null where scores do not differ', () => {
    const close = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 1e-9) + (i % 2));
    const y = close.map((_, i) => (i < 100 ? 0 : 1));
    const { eta, logit } = fitSmooth(close, y)!;
    for (const [k, knot] of eta.slice(1).entries()) {
      expect((logit[k + 1]! - logit[k]!) / (knot - eta[k]!)).toBeLessThanOrEqual(10);
    }
    expect(fitSmooth(new Float64Array(4), [1, 0, 1, 0])).toBeNull();
  });

  it.each([
    ['one class', [0, 0], undefined, 'one_class'],
    ['one class among rows of weight', [0, 1], Float64Array.of(1, 0), 'one_class'],
    ['a negative weight', [0, 1], Float64Array.of(1, -1), 'bad_weights'],
    ['weights of other rows', [0, 1], Float64Array.of(1), 'shape_mismatch'],
  ])('refuses %s', (_, y, sampleWeight, code) => {
    expect(() => fitSmooth(Float64Array.of(0, 1), y, sampleWeight && { sampleWeight })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
