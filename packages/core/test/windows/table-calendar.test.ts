import { describe, expect, it } from 'vitest';
import { TableCalendar, type TableCalendarOptions } from '../../src/windows/table-calendar.js';

const MONTHS = ['2025-01-01', '2025-02-01', '2025-03-01', '2025-04-01', '2025-05-01'];

function calendar(
  today: string,
  { unlabelled = [], ...options }: Partial<TableCalendarOptions> & { unlabelled?: readonly string[] } = {},
) {
  const snapshots = MONTHS.map((day) => ({ day, labelled: !unlabelled.includes(day), users: 100 }));
  const all = { horizonDays: 28, finalLagDays: 3, conversionsUntil: null, lastWrittenAt: null, ...options };
  return new TableCalendar(snapshots.toReversed(), today, all);
}
const refused = (code: string) => expect.objectContaining({ code });

describe('a table whose rows have their labels', () => {
  it('trains on the newest snapshot whose labels are there and final', () => {
    expect(calendar('2025-05-02', { unlabelled: ['2025-05-01'] }).latestTrainingSnapshot()).toBe('2025-04-01');
    // April ends its 28 days on the 29th and is final three days later, not before, although the labels are filled in.
    expect(calendar('2025-05-01').latestTrainingSnapshot()).toBe('2025-03-01');
    expect(calendar('2025-05-02').latestTrainingSnapshot()).toBe('2025-04-01');
    expect(calendar('2025-05-02').latestTrainingSnapshot('2025-03-31')).toBe('2025-03-01');
    expect(calendar('2025-05-02').latestTrainingSnapshot('2024-12-31')).toBe('2024-12-31');
  });

  it('refuses where none is', () => {
    const none = calendar('2025-06-30', { unlabelled: MONTHS });
    expect(() => none.latestTrainingSnapshot()).toThrow(refused('labels_not_final'));
    expect(() => none.assertTrainable(['2025-01-01'])).toThrow('the label of some of its rows is empty');
    expect(() => calendar('2025-02-15').assertTrainable(['2025-02-01'])).toThrow('today is 2025-02-15');
  });

  it('lets no label of a training snapshot reach into the one that tests', () => {
    const plan = calendar('2025-06-30').trainingPlan('2025-05-01', { snapshots: 8, everyDays: 7 });
    expect(plan).toEqual({
      test: '2025-05-01',
      train: ['2025-04-01', '2025-03-01', '2025-02-01', '2025-01-01'],
      all: ['2025-05-01', '2025-04-01', '2025-03-01', '2025-02-01', '2025-01-01'],
    });
    // 30 days from the first of February reach into March.
    const longer = calendar('2025-06-30', { horizonDays: 30 });
    expect(longer.trainingPlan('2025-03-01', { snapshots: 8, everyDays: 7 }).train).toEqual(['2025-01-01']);
  });

  it('takes as many as asked for, as far apart as asked for, and only labelled ones', () => {
    const all = calendar('2025-06-30', { unlabelled: ['2025-03-01'] });
    expect(all.trainingPlan('2025-05-01', { snapshots: 3, everyDays: 7 }).train).toEqual(['2025-04-01', '2025-02-01']);
    expect(all.trainingPlan('2025-05-01', { snapshots: 8, everyDays: 60 }).train).toEqual(['2025-04-01', '2025-01-01']);
  });

  it('splits users where no snapshot is early enough, or one is asked for', () => {
    const one = { test: '2025-01-01', train: ['2025-01-01'], all: ['2025-01-01'] };
    expect(calendar('2025-06-30').trainingPlan('2025-01-01', { snapshots: 8, everyDays: 7 })).toEqual(one);
    expect(calendar('2025-06-30').trainingPlan('2025-05-01', { snapshots: 1, everyDays: 7 }).all).toEqual([
      '2025-05-01',
    ]);
  });

  it('scores snapshots that are there and have begun', () => {
    expect(calendar('2025-04-30').latestPredictionSnapshot()).toBe('2025-04-01');
    expect(() => calendar('2025-04-30').assertScorable('2025-05-01')).toThrow(refused('snapshot_in_future'));
    expect(() => calendar('2025-04-30').assertScorable('2025-03-15')).toThrow(refused('missing_snapshot'));
  });

  it('refuses to evaluate where users who were scored are gone', () => {
    expect(() => calendar('2025-06-30').assertLabelled('2025-05-01', 101)).toThrow(refused('rows_removed'));
    expect(() => calendar('2025-06-30').assertLabelled('2025-05-02', 100)).toThrow(refused('missing_snapshot'));
    calendar('2025-06-30').assertLabelled('2025-05-01', 100);
    // Conversions stand in a table of their own.
    calendar('2025-06-30', { conversionsUntil: '2025-06-30' }).assertLabelled('2025-05-01', 101);
  });
});

describe('a table with conversions', () => {
  it('knows labels as far as the conversions go, and believes them later', () => {
    const until = (conversionsUntil: string) => calendar('2025-06-30', { conversionsUntil });
    expect(until('2025-04-28').labelsAreOver('2025-04-01', 28)).toBe(false);
    expect(until('2025-04-29').labelsAreOver('2025-04-01', 28)).toBe(true);
    expect(until('2025-05-01').latestTrainingSnapshot()).toBe('2025-03-01');
    expect(until('2025-05-02').latestTrainingSnapshot()).toBe('2025-04-01');
    expect(() => until('2025-05-01').assertTrainable(['2025-04-01'])).toThrow('the newest conversion is of 2025-05-01');
    expect(calendar('2025-04-20', { conversionsUntil: '2030-01-01' }).latestTrainingSnapshot()).toBe('2025-03-01');
  });
});
