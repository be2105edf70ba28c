import { describe, expect, test } from 'vitest';
import {
  findingOfError,
  findingsOfEvaluation,
  findingsOfPredictions,
  findingsOfRuns,
} from '../../src/entries/alerts.js';
import type { EvaluateResult, PredictResult } from '../../src/results/results.js';

describe('runs', () => {
  const found = (weeks: string[], today: string, horizon = 7) =>
    findingsOfRuns(weeks, today, horizon).map(({ kind, text }) => [kind, text] as const);

  test('that are made every week are no finding, nor is none at all', () => {
    expect(found(['2026-01-05', '2026-01-12'], '2026-01-25')).toEqual([]);
    expect(found([], '2026-01-25')).toEqual([]);
  });

  test('are stale two weeks after the newest, and later with a longer horizon', () => {
    expect(found(['2026-01-12'], '2026-01-26')).toEqual([
      ['stale', expect.stringContaining('are of 2026-01-12, 14 days ago')],
    ]);
    expect(found(['2026-01-12'], '2026-01-26', 28)).toEqual([]);
    expect(found(['2026-01-12'], '2026-02-16', 28)).toHaveLength(1);
  });

  test('are missing between two that are more than ten days apart', () => {
    expect(found(['2026-01-05', '2026-01-26'], '2026-01-26')).toEqual([
      ['missing_runs', expect.stringContaining('between 2026-01-05 and 2026-01-26: 2 weekly runs')],
    ]);
    expect(found(['2026-01-05', '2026-01-15'], '2026-01-15')).toEqual([]);
  });
});

test('what a week differs in is one finding, whatever it was compared with', () => {
  const flagged = (compared_with: 'training' | 'last_week', reason: 'psi' | 'missing') => ({
    compared_with,
    kind: 'feature',
    name: 'views_7d',
    psi: 0.5,
    psi_limit: 0.1,
    flagged_for: [reason],
    before: reason === 'psi' ? null : 0,
    now: reason === 'psi' ? null : 0.25,
  });
  const result = {
    snapshot: '2026-01-12',
    model: 'm',
    drift: { flagged: [flagged('training', 'missing'), flagged('last_week', 'psi')] },
    accepted_drift: [{ kind: 'name', name: 'page_view', before: 5, now: 0 }],
  } as unknown as PredictResult;
  expect(findingsOfPredictions(result)).toEqual([
    {
      kind: 'drift',
      subject: 'feature views_7d',
      fingerprint: 'missing,psi',
      text: 'The week of 2026-01-12 differs from the training of m: users without views_7d 0 %, now 25 %.',
    },
    expect.objectContaining({ kind: 'data', subject: 'collapsed_inputs', fingerprint: 'accepted name page_view' }),
  ]);
});

test('a model has decayed as its newest week that counts says', () => {
  const week = (predicted_week: string, verdict: string | null) => ({
    predicted_week,
    model: `model of ${predicted_week}`,
    positives: 40,
    roc_auc: 0.8,
    deciles: [{ n: 1000, mean_proba: 0.08 }],
    decay: verdict && { verdict, kind: 'fewer', since: '2026-01-05', evidence: 41.5 },
  });
  const of = (...evaluated: object[]) => findingsOfEvaluation({ evaluated } as unknown as EvaluateResult);
  expect(of(week('2026-01-12', 'decayed'), week('2026-01-05', 'holds'), week('2026-01-19', null))).toEqual([
    {
      kind: 'decay',
      subject: 'model of 2026-01-12',
      fingerprint: 'fewer',
      text: expect.stringContaining('40 converted in the week of 2026-01-12 and 80 were expected; ROC AUC 0.800'),
    },
  ]);
  expect(of(week('2026-01-05', 'decayed'), week('2026-01-12', 'holds'))).toEqual([]);
  expect(of()).toEqual([]);
});

test('errors about data are findings, others are not', () => {
  expect(findingOfError('predictions', { code: 'missing_days', message: 'Day x is missing.' })).toMatchObject({
    kind: 'data',
    subject: 'predictions missing_days',
  });
  expect(findingOfError('predictions', { code: 'no_model', message: '' })).toBeNull();
});
