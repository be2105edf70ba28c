import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/windows/calendar-day.js';
import { trainingPlan } from '../../src/windows/training-plan.js';

const someOptions = fc.record({
  snapshots: fc.integer({ min: 2, max: 30 }),
  everyDays: fc.integer({ min: 1, max: 40 }),
  horizonDays: fc.integer({ min: 1, max: 60 }),
});
const someSnapshot = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2020-01-01', days));

describe('trainingPlan', () => {
  it('keeps the embargo: no training label reaches into the window that tests', () => {
    fc.assert(
      fc.property(someSnapshot, someOptions, (snapshot, options) => {
        const { train } = trainingPlan(snapshot, options);
        for (const day of train) expect(daysBetween(day, snapshot)).toBeGreaterThanOrEqual(options.horizonDays);
      }),
    );
  });

  it('has the asked number of snapshots, strictly descending and evenly spaced', () => {
    fc.assert(
      fc.property(someSnapshot, someOptions, (snapshot, options) => {
        const plan = trainingPlan(snapshot, options);
        expect(plan.all).toEqual([snapshot, ...plan.train]);
        expect(plan.all).toHaveLength(options.snapshots);
        const gaps = plan.all.slice(1).map((day, k) => daysBetween(day, plan.all[k]!));
        expect(gaps).toEqual(gaps.map((_, k) => (k === 0 ? options.horizonDays : options.everyDays)));
      }),
    );
  });

  it('trains and tests on one snapshot when only one is asked for', () => {
    expect(trainingPlan('2026-02-01', { snapshots: 1, everyDays: 7, horizonDays: 7 })).toEqual({
      test: '2026-02-01',
      train: ['2026-02-01'],
      all: ['2026-02-01'],
    });
  });

  it('does what the configuration says by default', () => {
    const { train } = trainingPlan('2026-03-01', { snapshots: 4, everyDays: 7, horizonDays: 7 });
    expect(train).toEqual(['2026-02-22', '2026-02-15', '2026-02-08']);
  });
});
