import { beforeAll, describe, expect, it } from 'vitest';
import { explainProba } from '../../src/jobs/explain-proba.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { testStack, usersBetween } from '../support/synthetic-shop.js';

const WEEK = '2026-02-19';
const { ports, settings } = testStack();
const [user, ...others] = [...usersBetween('2026-02-05', WEEK)] as [string, ...string[]];

describe('explainProba', () => {
  beforeAll(async () => {
    await modelTraining(ports, settings, { snapshot: '2026-02-12' });
    await predictions(ports, settings, { snapshot: WEEK });
  });

  it('explains the very probability that was published', async () => {
    const { proba, predicted_week, why } = await explainProba(ports, settings, user);
    expect(predicted_week).toBe(WEEK);
    expect(Math.abs(why.proba - proba)).toBeLessThan(1e-12);
    const sum = why.reasons.reduce((total, { contribution }) => total + contribution, why.baseline + why.others);
    expect(Math.abs(sum - why.logit)).toBeLessThan(1e-12);
  });

  it.each([
    ['the snapshot is gone', { readUser: async () => null }, 'newer week'],
    [
      'the features are others than those that were scored',
      { readUser: () => ports.snapshots.readUser!(WEEK, others[0]!) },
      'newer week',
    ],
    ['the stack reads no single users', { readUser: undefined }, 'on this stack'],
  ])('says so where %s', async (_, change, hint) => {
    const snapshots = Object.assign(Object.create(ports.snapshots), change);
    await expect(explainProba({ ...ports, snapshots }, settings, user)).rejects.toMatchObject({
      code: 'features_gone',
      kind: 'refused',
      hint: expect.stringContaining(hint),
    });
  });

  it('has no prediction for a user who was never scored', async () => {
    await expect(explainProba(ports, settings, 'nobody')).rejects.toMatchObject({ code: 'user_not_found' });
  });
});
