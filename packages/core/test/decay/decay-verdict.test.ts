import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { type DecayWeek, decayVerdict, type ModelPromise, placementsOf, weekBets } from '../../src/entries/decay.js';
import { rocAucScore } from '../../src/metrics/roc-auc-score.js';

const PROMISE: ModelPromise = { tolerance: 1.25, rocAuc: 0.75 };
const USERS = 600;

function randomness(seed: number) {
  const generator = xoroshiro128plus(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/**
 * A week of users whose log-odds are spread with `slope`, of whom `factor` times as many convert as was predicted; `blur` is the share of them
 * whose score is that of somebody else.
 */
function simulateWeek(uniform: () => number, { factor = 1, blur = 0 }: { factor?: number; blur?: number }): DecayWeek {
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const truth = Float64Array.from({ length: USERS }, () => 1 / (1 + Math.exp(3 - 1.6 * normal())));
  const labels = truth.map((p) => (uniform() < Math.min(1, p * factor) ? 1 : 0));
  const scores = truth.map((p) => (uniform() < blur ? truth[Math.floor(uniform() * USERS)]! : p));
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const week = { expected: sum(scores), observed: sum(labels), placements: placementsOf(labels, scores) };
  return { week: '', bets: weekBets(week, PROMISE) };
}

function life(seed: number, weeks: number, changes: (week: number) => { factor?: number; blur?: number }): DecayWeek[] {
  const uniform = randomness(seed);
  return Array.from({ length: weeks }, (_, k) => ({
    ...simulateWeek(uniform, changes(k)),
    week: `week ${String(k).padStart(3, '0')}`,
  }));
}

const decayed = (lives: readonly DecayWeek[][]) => lives.filter((each) => decayVerdict(each).verdict === 'decayed');
const seeds = (n: number) => Array.from({ length: n }, (_, seed) => seed + 1);

test('placements are what a converter is ranked above; their mean is the ROC AUC', () => {
  const labels = Float64Array.of(1, 0, 1, 0, 0, 1);
  const scores = Float64Array.of(0.9, 0.9, 0.2, 0.1, 0.5, 0.5);
  expect([...placementsOf(labels, scores)]).toEqual([2.5 / 3, 1 / 3, 1.5 / 3]);
  const mean = placementsOf(labels, scores).reduce((sum, v) => sum + v, 0) / 3;
  expect(mean).toBeCloseTo(rocAucScore(labels, scores)!, 12);
  expect(placementsOf(Float64Array.of(0, 0), Float64Array.of(0.1, 0.2))).toHaveLength(0);
});

describe('the e-values of a week', () => {
  test('have a mean of at most 1 at the edges of the tolerance, and above', () => {
    const uniform = randomness(5);
    const means = { more: 0, fewer: 0, ranking: 0 };
    const runs = 4000;
    for (let run = 0; run < runs; run++) {
      const at = (rate: number) => Float64Array.from({ length: 200 }, () => (uniform() < rate ? 1 : 0));
      const observed = (rate: number) => at(rate).reduce((a, b) => a + b, 0);
      const none = new Float64Array();
      // The smallest bets: large ones win seldom and a lot, so that a mean of thousands says little of them.
      means.more +=
        Math.exp(weekBets({ expected: 8, observed: observed(0.05), placements: none }, PROMISE).more[0]!) / runs;
      means.fewer +=
        Math.exp(weekBets({ expected: 12.5, observed: observed(0.05), placements: none }, PROMISE).fewer[0]!) / runs;
      const placements = Float64Array.from({ length: 20 }, () => uniform() ** (1 / 3));
      means.ranking += Math.exp(weekBets({ expected: 1, observed: 20, placements }, PROMISE).ranking[1]!) / runs;
    }
    for (const mean of Object.values(means)) {
      expect(mean).toBeGreaterThan(0.8);
      expect(mean).toBeLessThan(1.1);
    }
  });

  test('of no promise of a ranking say nothing of it', () => {
    const bets = weekBets(
      { expected: 5, observed: 5, placements: Float64Array.of(0.1, 0.2) },
      { ...PROMISE, rocAuc: null },
    );
    expect(bets.ranking.every((bet) => bet === 0)).toBe(true);
  });
});

describe('the verdict on a model', () => {
  test('holds without weeks, and says what it has looked at', () => {
    expect(decayVerdict([])).toEqual({ verdict: 'holds', evidence: 0, kind: null, since: null, weeks: 0 });
  });

  test('is wrong of at most one in 20 models that keep their promise for two years', () => {
    expect(decayed(seeds(60).map((seed) => life(seed, 104, () => ({})))).length).toBeLessThanOrEqual(3);
  });

  test('is wrong as seldom where conversions swing within the tolerance', () => {
    const swings = (week: number) => ({ factor: week % 2 === 0 ? 1.2 : 0.85 });
    expect(decayed(seeds(60).map((seed) => life(seed, 104, swings))).length).toBeLessThanOrEqual(3);
  });

  test.each<readonly [string, { factor?: number; blur?: number }, string]>([
    ['twice as many convert', { factor: 2 }, 'more'],
    ['less than half as many convert', { factor: 0.4 }, 'fewer'],
    ['it ranks by chance', { blur: 1 }, 'ranking'],
  ])('comes within two weeks of the sixth where %s, and names it', (_, change, kind) => {
    const lives = seeds(40).map((seed) => life(seed, 7, (week) => (week < 5 ? {} : change)));
    const found = decayed(lives).map((each) => decayVerdict(each));
    expect(found.length).toBeGreaterThanOrEqual(36);
    expect(found.filter((verdict) => verdict.kind === kind).length).toBeGreaterThanOrEqual(36);
    expect(found.filter(({ since }) => since! >= 'week 004').length).toBeGreaterThanOrEqual(34);
  });

  test('stays once it has come', () => {
    const weeks = life(3, 30, (week) => (week >= 5 && week < 9 ? { factor: 3 } : {}));
    const at = (n: number) => decayVerdict(weeks.slice(0, n));
    expect([at(5).verdict, at(9).verdict, at(30).verdict]).toEqual(['holds', 'decayed', 'decayed']);
    expect(at(30).evidence).toBe(at(9).evidence);
  });
});
