import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import {
  chanceOfStability,
  compareStates,
  DEFAULT_DRIFT_LIMITS,
  type DriftState,
  describeDrift,
  flaggedDrift,
  populationStability,
  stateOfRows,
  summariseDrift,
} from '../../src/entries/drift.js';

describe('the population stability index', () => {
  test('is the sum over the bins, by hand', () => {
    // Without the half user: (.4 − .5)·ln(.8) + (.6 − .5)·ln(1.2) = .04055.
    expect(populationStability([5e8, 5e8], [4e8, 6e8])).toBeCloseTo(0.1 * Math.log(1.25) + 0.1 * Math.log(1.2), 8);
  });

  test('is 0 of the same shares, finite of an empty bin, the same both ways, and 0 of nobody', () => {
    expect(populationStability([500, 300, 200], [50, 30, 20])).toBeLessThan(1e-4);
    const emptied = populationStability([900, 100], [1000, 0]);
    expect(emptied).toBeGreaterThan(0.5);
    expect(emptied).toBeLessThan(1);
    expect(populationStability([1000, 0], [900, 100])).toBeCloseTo(emptied, 12);
    expect(populationStability([0, 0], [10, 10])).toBe(0);
    expect(chanceOfStability([0, 0], [10, 10], 0.01)).toBe(Number.POSITIVE_INFINITY);
  });

  test('of two samples of one population is above what chance makes of it as often as is said', () => {
    const generator = xoroshiro128plus(1);
    const uniform = () => (generator.next() >>> 0) / 2 ** 32;
    const sample = (n: number) => {
      const counts = Array<number>(10).fill(0);
      for (let i = 0; i < n; i++) counts[Math.floor(uniform() * 10)]!++;
      return counts;
    };
    let above = 0;
    for (let run = 0; run < 2000; run++) {
      const [before, now] = [sample(400), sample(250)];
      if (populationStability(before, now) > chanceOfStability(before, now, 0.05)) above++;
    }
    // 100 are expected, with a deviation of 10.
    expect(above).toBeGreaterThan(60);
    expect(above).toBeLessThan(145);
  });
});

const STATE: DriftState = {
  week: '2026-01-04',
  features: [
    { name: 'views_7d', counts: [500, 300, 200, 0], missing: 0, zero: 0.5, unseen: 0 },
    { name: 'campaign', counts: [600, 380, 20, 0], missing: 0, zero: 0, unseen: 0 },
  ],
  scores: [250, 250, 250, 250],
  volumes: [
    { kind: 'users', name: '', value: 1000, n: 1000 },
    { kind: 'events', name: '', value: 10, n: 800 },
    { kind: 'events', name: 'add_to_cart', value: 1, n: 700 },
    { kind: 'events', name: 'login', value: 0.05, n: 40 },
  ],
};
const flagged = (now: Partial<DriftState>, scale = 100) => {
  const many = (state: DriftState): DriftState => ({
    ...state,
    features: state.features.map((f) => ({ ...f, counts: f.counts.map((n) => n * scale) })),
    scores: state.scores.map((n) => n * scale),
    volumes: state.volumes.map((v) => ({ ...v, n: v.n * scale })),
  });
  const rows = compareStates(
    many(STATE),
    many({ ...STATE, week: '2026-01-25', ...now }),
    'training',
    DEFAULT_DRIFT_LIMITS,
  );
  return rows.flatMap((row) => row.flagged_for.map((reason) => `${row.kind} ${row.name} ${reason}`.replace('  ', ' ')));
};

describe('a week beside its training', () => {
  test('that is the same is not reported, and has a row for everything', () => {
    const rows = compareStates(STATE, STATE, 'training', DEFAULT_DRIFT_LIMITS);
    expect(rows.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'users ',
      'events ',
      'events add_to_cart',
      'events login',
      'scores ',
      'feature views_7d',
      'feature campaign',
    ]);
    expect(
      rows.every(({ flagged_for, compared_week }) => flagged_for.length === 0 && compared_week === STATE.week),
    ).toBe(true);
  });

  test.each<readonly [string, Partial<DriftState>, readonly string[]]>([
    ['scores have moved', { scores: [100, 150, 250, 500] }, ['scores psi']],
    [
      'a feature is distributed otherwise',
      { features: [{ ...STATE.features[0]!, counts: [250, 350, 400, 0], zero: 0.5 }, STATE.features[1]!] },
      ['feature views_7d psi'],
    ],
    [
      'a new level has come',
      { features: [STATE.features[0]!, { ...STATE.features[1]!, counts: [540, 340, 120, 0], unseen: 0.1 }] },
      ['feature campaign psi', 'feature campaign unseen'],
    ],
    [
      'a feature is missing of some',
      { features: [{ ...STATE.features[0]!, counts: [460, 270, 180, 90], missing: 0.09 }, STATE.features[1]!] },
      ['feature views_7d psi', 'feature views_7d missing'],
    ],
    [
      'half of an event is gone',
      { volumes: STATE.volumes.map((v) => (v.name === 'add_to_cart' ? { ...v, value: 0.45, n: 315 } : v)) },
      ['events add_to_cart volume'],
    ],
    [
      'an event has stopped',
      { volumes: STATE.volumes.filter(({ name }) => name !== 'add_to_cart') },
      ['events add_to_cart volume'],
    ],
    ['users are twice as many', { volumes: [{ kind: 'users', name: '', value: 2000, n: 2000 }] }, ['users volume']],
  ])('is reported: %s', (_, now, expected) => {
    expect(flagged(now)).toEqual(expected);
  });

  test('is not reported where so few users make as much by chance', () => {
    const features = [{ ...STATE.features[0]!, counts: [250, 350, 400, 0] }, STATE.features[1]!];
    expect(flagged({ features }, 100)).toEqual(['feature views_7d psi']);
    expect(flagged({ features }, 0.05)).toEqual([]);
  });

  test('gives its rows back as what the next week is compared with', () => {
    const rows = compareStates({ ...STATE, week: '2025-12-01' }, STATE, 'training', DEFAULT_DRIFT_LIMITS);
    expect(stateOfRows(STATE.week, rows)).toEqual(STATE);
  });

  test('is summed up, and said in words', () => {
    const now = {
      ...STATE,
      features: [STATE.features[0]!, { ...STATE.features[1]!, counts: [540, 340, 120, 0], unseen: 0.1 }],
    };
    const rows = compareStates(STATE, now, 'training', { psi: 0.01, share: 0.01, volume: 2 });
    const summary = summariseDrift(rows)!;
    expect(summary).toMatchObject({ compared_with: ['training'], rows: 7, scores_psi: 0, flagged_rows: 1 });
    expect(summary.largest[0]).toEqual({ name: 'campaign', psi: rows.at(-1)!.psi });
    expect(summary.flagged.map(describeDrift)).toEqual([
      'users with a campaign that the model does not know 0 %, now 10 %',
    ]);
    expect(flaggedDrift(rows.at(-1)!)).toMatchObject({ before: 0, now: 0.1 });
    expect(summariseDrift([])).toBeNull();
  });
});
