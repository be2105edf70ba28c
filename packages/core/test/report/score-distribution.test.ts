import { expect, it } from 'vitest';
import { thinned } from '../../src/report/reported-curves.js';
import { scoreDistribution } from '../../src/report/score-distribution.js';

const RUN = {
  snapshot: '2026-02-05',
  model: 'm',
  result: {
    job: 'predictions' as const,
    run_id: 'r',
    snapshot: '2026-02-05',
    model: 'm',
    in_sample: false,
    counts: { scored: 4, overwritten: 0, appended: 4, kept: 0 },
  },
};

it('counts each probability once: a bin has its lower edge, the last one also 1', () => {
  const { bins, n, expected, mean, median, highest, selected } = scoreDistribution(RUN, {
    scores: Float64Array.of(1, 0.5, 0.001, 0.0009, 0),
  });
  expect(bins.filter((bin) => bin.n > 0)).toEqual([
    { from: 0, to: 0.001, n: 2 },
    { from: 0.001, to: 0.002, n: 1 },
    { from: 0.5, to: 1, n: 2 },
  ]);
  expect([n, median, highest, selected]).toEqual([5, 0.001, 1, null]);
  expect(expected).toBeCloseTo(1.5019, 12);
  expect(mean).toBeCloseTo(0.30038, 12);
});

it('takes the mean of the middle two as the median of an even number', () => {
  expect(scoreDistribution(RUN, { scores: Float64Array.of(0.4, 0.1, 0.2, 0.9) }).median).toBeCloseTo(0.3, 12);
});

it('thins a curve to points of it, its first and last among them', () => {
  const points = Array.from({ length: 5001 }, (_, index) => ({ at: index / 5000 }));
  const kept = thinned(points, ({ at }) => at);
  expect(kept.length).toBeGreaterThan(95);
  expect(kept.length).toBeLessThan(105);
  expect([kept[0], kept.at(-1)]).toEqual([{ at: 0 }, { at: 1 }]);
  expect(kept.every((point) => points.includes(point))).toBe(true);
  const few = points.slice(0, 3);
  expect(thinned(few, ({ at }) => at * 100)).toEqual(few);
});
