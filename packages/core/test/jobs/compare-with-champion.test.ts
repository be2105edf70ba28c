import { describe, expect, it } from 'vitest';
import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import { compareWithChampion, type TestRows } from '../../src/jobs/compare-with-champion.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { compareLogLosses } from '../../src/metrics/compare-log-losses.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { Table } from '../../src/table/table.js';
import { type LinearArtifact, someArtifact } from '../support/some-artifact.js';
import { levels, numbers } from '../support/some-table.js';
import { settingsFor, testStack } from '../support/synthetic-shop.js';

const rows: TestRows = {
  features: new Table([
    ['visits', numbers([0, 1, 2, 3, 4, 5])],
    ['device', levels(['desktop', null, 'desktop', null, 'desktop', 'desktop'])],
  ]),
  labels: Float64Array.of(0, 1, 0, 1, 0, 1),
  userBucket: Float64Array.of(0.05, 0.15, 0.01, 0.19, 0.11, 0.02),
};
const proba = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.2, 0.6);
const champion: LinearArtifact = { ...someArtifact(), name: 'champion' };

const withIntercept = ({ model, ...rest }: LinearArtifact, intercept: number): LinearArtifact => ({
  ...rest,
  model: { ...model, intercept },
});

const testedFit = ({ preprocessing, calibration, model, provenance }: LinearArtifact, intercept: number) => ({
  trainingSnapshots: ['2026-01-18'],
  testSnapshot: '2026-02-01',
  train: provenance.train,
  test: provenance.test,
  preprocessing,
  calibration,
  model: { ...model, intercept },
});

const withTestShare = (artifact: ModelArtifact, testShare: number): ModelArtifact => ({
  ...artifact,
  provenance: { ...artifact.provenance, testShare },
});

describe('compareWithChampion', () => {
  it('takes the fit of the champion that was tested, not the one that serves', () => {
    const refitted = { ...withIntercept(champion, -1), tested: testedFit(champion, champion.model.intercept) };
    expect(compareWithChampion(refitted, rows, proba)).toEqual(compareWithChampion(champion, rows, proba));
    const served = compareWithChampion(withIntercept(champion, -1), rows, proba);
    expect(compareWithChampion(refitted, rows, proba)).not.toEqual(served);
  });

  it('takes all rows of a champion that was trained before there were two fits', () => {
    const { champion: name, comparison } = compareWithChampion(champion, rows, proba)!;
    expect(name).toBe('champion');
    const championProba = scorerOf(champion).predictProba(rows.features);
    expect(comparison).toEqual(compareLogLosses(rows.labels, proba, championProba));
  });

  it('takes only users that the champion kept for testing as well', () => {
    const within = [0, 2, 5];
    const some = {
      features: rows.features.take(within),
      labels: Float64Array.of(0, 0, 1),
      userBucket: Float64Array.of(0.05, 0.01, 0.02),
    };
    const expected = compareWithChampion(champion, some, Float64Array.of(0.1, 0.3, 0.6));
    expect(compareWithChampion(withTestShare(champion, 0.1), rows, proba)).toEqual(expected);
    expect(compareWithChampion(withTestShare(champion, 0.3), rows, proba)).toEqual(
      compareWithChampion(champion, rows, proba),
    );
    expect(compareWithChampion(withTestShare(champion, 0.005), rows, proba)).toBeNull();
  });
});

describe('two trainings of one snapshot', () => {
  it('are compared by fits that have not seen the test: the same model twice is a tie', async () => {
    const { ports, settings } = testStack();
    const snapshot = '2026-02-12';
    const first = await modelTraining(ports, settings, { snapshot });
    // Another run for its decision, with the same fit.
    const decided = settingsFor({ decision: { topUsers: 30 } });
    const { reasons, status } = await modelTraining(ports, decided, { snapshot });
    expect(status).toBe('champion');
    expect(reasons.join(' ')).toContain(
      `Does not lose to the champion ${first.model}: log-loss lower by 0.00e+0 ± 0.00e+0 on the same test users`,
    );
  });
});
