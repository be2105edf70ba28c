import { describe, expect, it } from 'vitest';
import { predictions } from '../../src/jobs/predictions.js';
import { ExportCalendar } from '../../src/windows/export-calendar.js';
import type { SnapshotCalendar } from '../../src/windows/snapshot-calendar.js';
import { testStack } from '../support/synthetic-shop.js';

const OPTIONS = {
  lookbackDays: 14,
  horizonDays: 7,
  finalLagDays: 3,
  allowMissingDays: [],
  timeZone: 'UTC',
};
const DAYS = Array.from({ length: 28 }, (_, day) => ({ date: `2026-02-${String(day + 1).padStart(2, '0')}`, rows: 1 }));

describe('the calendar of daily events', () => {
  const calendar: SnapshotCalendar = new ExportCalendar(DAYS, '2026-03-10', OPTIONS);

  it('trains no later than its limit', () => {
    expect(calendar.latestTrainingSnapshot()).toBe('2026-02-22');
    expect(calendar.latestTrainingSnapshot('2026-02-20')).toBe('2026-02-20');
    expect(calendar.latestTrainingSnapshot('2026-02-25')).toBe('2026-02-22');
  });

  it('plans a training with its own horizon between test and training snapshots', () => {
    expect(calendar.trainingPlan('2026-02-20', { snapshots: 3, everyDays: 2 })).toEqual({
      test: '2026-02-20',
      train: ['2026-02-13', '2026-02-11'],
      all: ['2026-02-20', '2026-02-13', '2026-02-11'],
    });
  });

  it.each([
    ['2026-02-22', 7, true],
    ['2026-02-22', 8, false],
  ])('labels of %s over %d days are over: %s', (snapshot, horizon, over) => {
    expect(calendar.labelsAreOver(snapshot, horizon)).toBe(over);
    expect(new ExportCalendar(DAYS, '2026-02-28', OPTIONS).labelsAreOver(snapshot, horizon)).toBe(false);
  });
});

it('a source with a calendar of its own is asked, and not its days', async () => {
  const { ports, settings } = testStack();
  const asked: string[] = [];
  const calendar = async (today: string) => {
    asked.push(today);
    return new ExportCalendar(DAYS.slice(0, 3), today, settings);
  };
  const events = Object.assign(Object.create(ports.events), { calendar });
  await expect(predictions({ ...ports, events }, settings, { snapshot: '2026-02-20' })).rejects.toMatchObject({
    code: 'missing_days',
  });
  expect(asked).toHaveLength(1);
});
