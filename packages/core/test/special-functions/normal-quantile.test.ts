import { describe, expect, test } from 'vitest';
import { chiSquareQuantile, normalQuantile } from '../../src/special-functions/normal-quantile.js';

describe('the quantile of the normal distribution', () => {
  // scipy.stats.norm.ppf
  test.each([
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080407],
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.9999, 3.719016485455709],
  ])('at %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-8);
  });

  test('at the ends, and outside', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN)]).toEqual([NaN, NaN, NaN]);
  });
});

describe('the quantile of the chi-square distribution', () => {
  // scipy.stats.chi2.ppf
  test.each([
    [0.95, 1, 3.841458820694124],
    [0.99, 9, 21.665994333461924],
    [0.9999, 9, 33.71994845023895],
    [0.999, 30, 59.70306429617489],
  ])('at %d with %d degrees', (p, degrees, expected) => {
    expect(Math.abs(chiSquareQuantile(p, degrees) / expected - 1)).toBeLessThan(0.03);
  });

  test('without degrees', () => expect(chiSquareQuantile(0.99, 0)).toBe(0));
});
