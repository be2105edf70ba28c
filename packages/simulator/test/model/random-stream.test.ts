import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/model/random-stream.js';

const DRAWS = 50_000;

function mean(draw: () => number): number {
  let sum = 0;
  for (let count = 0; count < DRAWS; count++) sum += draw();
  return sum / DRAWS;
}

describe('randomStream', () => {
  it('repeats itself for the same seed and not for another', () => {
    const draws = (seed: number) => Array.from({ length: 5 }, randomStream(seed).uniform);
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });

  it('splits into streams that differ', () => {
    const stream = randomStream(3);
    const other = stream.split();
    expect(other.uniform()).not.toBe(stream.uniform());
  });

  // Five standard errors: seeded, so it either always holds or never.
  it.each([
    { name: 'normal', draw: () => randomStream(1).normal, mean: 0, deviation: 1 },
    { name: 'poisson', draw: () => bind(2.5, 'poisson'), mean: 2.5, deviation: Math.sqrt(2.5) },
    { name: 'geometric', draw: () => bind(0.2, 'geometric'), mean: 5, deviation: Math.sqrt(0.8) / 0.2 },
    { name: 'index', draw: () => weighted, mean: 0.75, deviation: Math.sqrt(0.75 * 0.25) },
  ])('draws $name with its mean', ({ draw, mean: expected, deviation }) => {
    expect(Math.abs(mean(draw()) - expected)).toBeLessThan((5 * deviation) / Math.sqrt(DRAWS));
  });
});

function bind(parameter: number, kind: 'poisson' | 'geometric'): () => number {
  const stream = randomStream(1);
  return () => stream[kind](parameter);
}

const weightedStream = randomStream(1);
const weighted = () => weightedStream.index([1, 3]);
