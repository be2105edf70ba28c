import { expect, it } from 'vitest';
import { curveInWords } from '../../src/explanations/curve-in-words.js';
import type { CurvePoint } from '../../src/models/model-shapes.js';

const point = (effect: number, more: Partial<CurvePoint>): CurvePoint => ({
  column: 'x',
  from: null,
  to: null,
  centre: null,
  effect,
  standardError: null,
  interval: null,
  rows: 100,
  ...more,
});

it('says where the odds are highest and lowest, and by what factor', () => {
  const points = [
    point(-0.2, { to: 0.5, centre: 0 }),
    point(0.4, { from: 0.5, to: 4, centre: 2 }),
    point(Math.log(2) - 0.2, { from: 4, centre: 6 }),
    // One row alone says nothing.
    point(5, { column: 'x=(missing)', rows: 1 }),
  ];
  expect(curveInWords({ feature: 'x', kind: 'numeric', points }, 'Sessions in the last 7 days; all of them.')).toBe(
    'Sessions in the last 7 days: the odds of converting are highest at about 6, 2 times those at about 0, all else equal.',
  );
});

it('puts neighbouring values together until they are enough', () => {
  const many = Array.from({ length: 200 }, (_, i) =>
    point(i === 100 ? 9 : 0.01 * i, { from: i, to: i + 1, centre: i }),
  );
  const text = curveInWords({ feature: 'x', kind: 'numeric', points: many }, 'X.');
  expect(text).toContain('highest at about 100');
  // The mean of some, not the one that stands out.
  expect(Number(/, ([\d.]+) times/.exec(text)![1])).toBeLessThan(10);
});

it('names levels, missing values and others', () => {
  const points = [
    point(0.5, { column: 'c=mobile' }),
    point(-0.5, { column: 'c=(missing)' }),
    point(0, { column: 'c=(other)' }),
  ];
  expect(curveInWords({ feature: 'c', kind: 'categorical', points }, 'Device.')).toBe(
    'Device: the odds of converting are highest for “mobile”, 2.7 times those where it is missing, all else equal.',
  );
});

it('says so where there is no difference', () => {
  const points = [point(0.001, { from: 0, to: 1, centre: 0.5 }), point(0.002, { from: 1, centre: 2 })];
  expect(curveInWords({ feature: 'x', kind: 'numeric', points }, '')).toBe('x: it makes no difference.');
  expect(curveInWords({ feature: 'x', kind: 'numeric', points: [] }, 'X.')).toBe('X: it makes no difference.');
});
