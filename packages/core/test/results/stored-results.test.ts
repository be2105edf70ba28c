import { expect, it } from 'vitest';
import { METRICS, THRESHOLD_METRICS } from '../../src/metrics/metric-list.js';
import { parseTrainResult, parseWeekEvaluation } from '../../src/results/stored-results.js';

it('reads a week that a version stored which did not know some metrics', () => {
  const stored = {
    predicted_week: '2026-01-01',
    roc_auc: 0.7,
    log_loss: 0.1,
    at_threshold: { threshold: 0.2, recall: 0.5 },
  };
  const week = parseWeekEvaluation(JSON.stringify(stored));
  expect(week).toMatchObject(stored);
  for (const { name } of METRICS) expect(week[name]).not.toBeUndefined();
  expect(week.brier).toBeNull();
  for (const { name } of THRESHOLD_METRICS) expect(week.at_threshold[name]).not.toBeUndefined();
  expect(week.at_threshold.precision).toBeNull();
});

it('reads a training that a version stored which did not know some metrics', () => {
  const stored = { job: 'modelTraining', metrics: { roc_auc: 0.7, threshold: 0.1, intervals: {} } };
  const { metrics } = parseTrainResult(JSON.stringify(stored));
  expect(metrics).toMatchObject(stored.metrics);
  for (const { name } of METRICS) expect(metrics[name]).not.toBeUndefined();
  expect(metrics.log_loss_skill).toBeNull();
});
