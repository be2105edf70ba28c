import { describe, expect, it } from 'vitest';
import { betsOfWeek, withDecay } from '../../src/jobs/week-decay.js';
import type { TrainResult, WeekDecay, WeekEvaluation } from '../../src/results/results.js';

/** Rows whose expected and observed conversions are `expected` and `observed`, of users who all have the same score. */
function rowsOf(expected: number, observed: number) {
  const n = 1000;
  return {
    proba: new Float64Array(n).fill(expected / n),
    labels: Float64Array.from({ length: n }, (_, row) => (row < observed ? 1 : 0)),
  };
}

function week(predicted_week: string, observed: number, more: Partial<WeekEvaluation> = {}): WeekEvaluation {
  const { labels, proba } = rowsOf(50, observed);
  const bets = betsOfWeek(labels, proba, null, {});
  const decay: WeekDecay = { verdict: 'holds', evidence: 0, kind: null, since: null, weeks: 0, bets };
  return { predicted_week, model: 'a', provisional: false, in_sample: false, decay, ...more } as WeekEvaluation;
}

const verdicts = (rows: readonly WeekEvaluation[]) =>
  Object.fromEntries(withDecay(rows).map((row) => [`${row.model} ${row.predicted_week}`, row.decay?.verdict ?? null]));

describe('the weeks of a model', () => {
  it('are judged in order, whatever order they come in, each by those up to it', () => {
    const rows = [week('2026-01-26', 10), week('2026-01-05', 50), week('2026-01-19', 10), week('2026-01-12', 50)];
    expect(verdicts(rows)).toEqual({
      'a 2026-01-05': 'holds',
      'a 2026-01-12': 'holds',
      'a 2026-01-19': 'decayed',
      'a 2026-01-26': 'decayed',
    });
    expect(withDecay(rows)[0]!.decay).toMatchObject({ kind: 'fewer', since: '2026-01-19', weeks: 4 });
  });

  it('are judged again where one of them has changed, and those before it are not', () => {
    const rows = [week('2026-01-05', 50), week('2026-01-12', 10), week('2026-01-19', 50)];
    const judged = withDecay(rows);
    expect(judged.map(({ decay }) => decay!.verdict)).toEqual(['holds', 'decayed', 'decayed']);
    const late = withDecay([judged[0]!, week('2026-01-12', 48), judged[2]!]);
    expect(late.map(({ decay }) => decay!.verdict)).toEqual(['holds', 'holds', 'holds']);
    expect(late[0]).toEqual(judged[0]);
  });

  it('do not count while they are provisional, in-sample, or of another model; and those of an earlier version stay', () => {
    const former = { ...week('2026-01-05', 10) } as { decay?: unknown };
    delete former.decay;
    const rows = [
      former as WeekEvaluation,
      week('2026-01-12', 10, { provisional: true }),
      week('2026-01-12', 10, { in_sample: true, model: 'a' }),
      week('2026-01-19', 10, { model: 'b' }),
      week('2026-01-26', 50),
    ];
    const judged = withDecay(rows);
    expect(judged[0]).not.toHaveProperty('decay');
    expect(judged.slice(1, 3).map(({ decay }) => decay)).toEqual([null, null]);
    expect(judged.at(-1)!.decay).toMatchObject({ verdict: 'holds', weeks: 1 });
    expect(judged[3]!.decay!.verdict).toBe('decayed');
  });
});

describe('the promise of a ranking', () => {
  const trained = (low: number | undefined) =>
    ({ metrics: { intervals: low === undefined ? {} : { roc_auc: [low, 0.9] } } }) as unknown as TrainResult;
  const { labels, proba } = rowsOf(50, 100);
  // Converters are ranked by chance.
  const ranking = (low: number | undefined) => betsOfWeek(labels, proba, trained(low), {}).ranking;

  it('is what the interval of the test begins with, less the margin', () => {
    expect(ranking(0.83)[0]).toBeCloseTo(100 * Math.log1p((0.1 / 0.2) * 0.3), 9);
    expect(ranking(0.83)[0]).toBeGreaterThan(ranking(0.7)[0]!);
  });

  it('is none where the test promised no more than chance, or is not known', () => {
    expect(ranking(0.53)).toEqual([0, 0, 0]);
    expect(ranking(undefined)).toEqual([0, 0, 0]);
    expect(betsOfWeek(labels, proba, null, {}).ranking).toEqual([0, 0, 0]);
  });
});
