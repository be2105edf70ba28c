import { describe, expect, it } from 'vitest';
import { evaluateScores } from '../../src/metrics/evaluate-scores.js';
import { camelCase, type ScoreMetric } from '../../src/metrics/metric.js';
import { METRICS, metricNamed, SCORE_METRICS, THRESHOLD_METRICS } from '../../src/metrics/metric-list.js';
import { type RankedScores, rankedWeights, rankScores } from '../../src/metrics/ranked-scores.js';
import { metricsJson } from '../../src/results/metrics-json.js';

/** What users script against: keys of JSON and columns of tables. Metrics may be added to them, never renamed. */
const CONTRACT = [
  'average_precision',
  'base_rate',
  'brier',
  'ece',
  'f1_score',
  'lift_at_1',
  'lift_at_10',
  'lift_at_5',
  'log_loss',
  'log_loss_skill',
  'precision',
  'recall',
  'roc_auc',
];

describe('the list of metrics', () => {
  it('has every name of the contract, once', () => {
    const names = METRICS.map(({ name }): string => name);
    expect(names).toEqual(expect.arrayContaining(CONTRACT));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(SCORE_METRICS.length + THRESHOLD_METRICS.length);
  });

  it.each(METRICS)('$name is a name for columns, with a label for people', ({ name, label }) => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(label).not.toBe('');
    expect(metricNamed(name)).toMatchObject({ name, label });
  });

  it('names fields in camel case', () => {
    expect(camelCase('log_loss_skill')).toBe('logLossSkill');
    expect(camelCase('lift_at_10')).toBe('liftAt10');
    expect(camelCase('brier')).toBe('brier');
  });
});

const yTrue = Float64Array.from({ length: 400 }, (_, i) => ((i * 37) % 101 < 6 + (i % 20) ? 1 : 0));
const yScore = Float64Array.from({ length: 400 }, (_, i) => ((i % 20) + ((i * 7) % 5)) / 50);
const ranked = rankScores(yTrue, yScore);
const ones = rankedWeights(ranked);

/** As a warehouse would count: one entry per score and label. */
function aggregated(): { entries: RankedScores; counts: Float64Array } {
  const [scores, labels, counts]: [number[], number[], number[]] = [[], [], []];
  const groupEnds: number[] = [];
  let start = 0;
  for (const end of ranked.groupEnds) {
    const positives = ranked.labels.subarray(start, end).reduce((sum, label) => sum + label, 0);
    for (const [label, count] of [
      [0, end - start - positives],
      [1, positives],
    ] as const) {
      scores.push(ranked.scores[start]!);
      labels.push(label);
      counts.push(count);
    }
    groupEnds.push(scores.length);
    start = end;
  }
  const entries = {
    scores: Float64Array.from(scores),
    labels: Float64Array.from(labels),
    groupEnds: Uint32Array.from(groupEnds),
  };
  return { entries, counts: Float64Array.from(counts) };
}

describe.each(SCORE_METRICS as readonly ScoreMetric[])('$name', ({ kernel, interval }) => {
  const { entries, counts } = aggregated();

  it('is the same for rows and for counted rows', () => {
    expect(entries.scores.length).toBeLessThan(60);
    expect(kernel(entries, counts)).toBeCloseTo(kernel(ranked, ones)!, 12);
  });

  it('has the same interval for rows and for counted rows', () => {
    if (interval === undefined || interval === 'bootstrap') return;
    const [low, high] = interval(ranked, ones)!;
    const [lowOfCounts, highOfCounts] = interval(entries, counts)!;
    expect(lowOfCounts).toBeCloseTo(low, 10);
    expect(highOfCounts).toBeCloseTo(high, 10);
  });
});

it('metricsJson writes every metric under its name, and nothing else but threshold and intervals', () => {
  const evaluation = evaluateScores(yTrue, yScore, { threshold: 0.2 });
  const json: Readonly<Record<string, unknown>> = { ...metricsJson(evaluation) };
  expect(Object.keys(json).sort()).toEqual([...METRICS.map(({ name }) => name), 'threshold', 'intervals'].sort());
  for (const { name } of METRICS) {
    expect(json[name]).toBe(evaluation[camelCase(name)]);
    expect(metricsJson(evaluation).intervals[name]).toBe(evaluation.intervals[camelCase(name)]);
  }
  expect(json.threshold).toBe(0.2);
});
