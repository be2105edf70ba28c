import { expect, it } from 'vitest';
import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import { measureEffects } from '../../src/report/measure-effects.js';
import { someArtifact } from '../support/some-artifact.js';

const numeric = (name: string) => ({
  kind: 'numeric' as const,
  name,
  log1p: false,
  impute: 0,
  mean: 0,
  scale: 1,
  missingIndicator: true,
});
const feature = (name: string, meaning: string) => ({ ...someArtifact().features[0]!, name, meaning });

/** Sessions over two windows, each with a column for missing values, and a device of two levels. */
const ARTIFACT: ModelArtifact = {
  ...someArtifact(),
  name: 'm',
  features: [
    feature('sessions_30d', 'Sessions in the last 30 days.'),
    someArtifact().features[1]!,
    feature('sessions_7d', 'Sessions in the last 7 days.'),
  ],
  preprocessing: [
    numeric('sessions_30d'),
    { kind: 'categorical', name: 'device', levels: ['desktop', 'mobile'], rareLevels: [], hasMissing: false },
    numeric('sessions_7d'),
  ],
  model: { ...someArtifact().model, coef: [0.5, 0.01, Math.log(3), -Math.log(2), -0.1, 0.02] },
  explanations: {
    standardErrors: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
    contributions: [
      { feature: 'sessions_30d', mean: 0, sd: 0.4 },
      { feature: 'device', mean: 0, sd: 0.45 },
      { feature: 'sessions_7d', mean: 0, sd: 0.1 },
    ],
  },
};

it('merges the windows of a measure, shortest first, and orders by what they move together at most', () => {
  const [sessions, device] = measureEffects(ARTIFACT);
  expect([sessions!.measure, device!.measure]).toEqual(['sessions', 'device']);
  expect(sessions!.features.map(({ feature }) => feature)).toEqual(['sessions_7d', 'sessions_30d']);
  expect(sessions!.importance).toBeCloseTo(0.5, 12);
  expect(sessions!.columns.map(({ column }) => column)).toEqual([
    'sessions_7d',
    'sessions_7d=(missing)',
    'sessions_30d',
    'sessions_30d=(missing)',
  ]);
});

it('tells a number by what a standard deviation does, and a category by the levels that do most', () => {
  const [sessions, device] = measureEffects(ARTIFACT);
  // e^(0.5 − 0.1): missing values are no part of it.
  expect(sessions!.text).toBe('One standard deviation more in every window raises the odds 1.49 times.');
  expect(device!.text).toBe('“desktop” raises the odds 3 times; “mobile” lowers the odds 2 times.');
});

it('knows no importance of models that were written without', () => {
  const { explanations: _, ...older } = ARTIFACT;
  expect(measureEffects(older).map(({ importance }) => importance)).toEqual([null, null]);
});
