import { describe, expect, it } from 'vitest';
import { addDays, daysOf } from '../../src/windows/calendar-day.js';
import { type CalendarOptions, describeDays, ExportCalendar } from '../../src/windows/export-calendar.js';

const OPTIONS: CalendarOptions = {
  lookbackDays: 5,
  horizonDays: 3,
  finalLagDays: 3,
  allowMissingDays: [],
  timeZone: 'America/New_York',
};

/** An export of January 2026 without the days in `holes`. */
function january(today: string, holes: readonly string[] = [], options: Partial<CalendarOptions> = {}): ExportCalendar {
  const days = daysOf('2026-01-01', '2026-02-01').filter((day) => !holes.includes(day));
  return new ExportCalendar(
    days.map((date) => ({ date, rows: 1 })),
    today,
    { ...OPTIONS, ...options },
  );
}

const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('final days', () => {
  it('counts a day as final finalLagDays after it has ended', () => {
    const calendar = january('2026-01-20');
    expect(calendar.isFinal('2026-01-16')).toBe(true);
    expect(calendar.isFinal('2026-01-17')).toBe(false);
    expect(calendar.lastFinalDay).toBe('2026-01-16');
    expect(calendar.finalDays('2026-01-15', '2026-01-19')).toBe(2);
  });

  it('without a lag, yesterday is final and today is not', () => {
    const calendar = january('2026-01-20', [], { finalLagDays: 0 });
    expect([calendar.isFinal('2026-01-19'), calendar.isFinal('2026-01-20')]).toEqual([true, false]);
  });

  it('ends with the export', () => {
    expect(january('2026-03-01').lastFinalDay).toBe('2026-01-31');
  });

  it('has none while every day may still be rewritten', () => {
    const calendar = january('2026-01-04');
    expect(calendar.lastFinalDay).toBeNull();
    expect(() => calendar.latestTrainingSnapshot()).toThrow(refusal('labels_not_final', 'not there yet'));
  });
});

describe('a day that was last written before it ended', () => {
  const writtenAt = (iso: string) =>
    new ExportCalendar(
      daysOf('2026-01-01', '2026-01-06').map((date) => ({
        date,
        rows: 1,
        modifiedAt: Date.parse(date === '2026-01-05' ? iso : '2026-01-07T00:00:00Z'),
      })),
      '2026-03-01',
      OPTIONS,
    );

  it('is not final, however long ago that was', () => {
    const calendar = writtenAt('2026-01-06T04:59:59.999Z');
    expect(calendar.isFinal('2026-01-05')).toBe(false);
    expect(calendar.lastFinalDay).toBe('2026-01-04');
  });

  it('is final when it was written at its end, in the time zone of the property', () => {
    expect(writtenAt('2026-01-06T05:00:00Z').lastFinalDay).toBe('2026-01-05');
  });
});

describe('the newest snapshots', () => {
  it.each([
    ['2026-01-20', '2026-01-14', '2026-01-20'],
    ['2026-02-04', '2026-01-29', '2026-02-01'],
    ['2026-06-01', '2026-01-29', '2026-02-01'],
  ])('on %s trains at %s and predicts at %s', (today, train, predict) => {
    const calendar = january(today);
    expect(calendar.latestTrainingSnapshot()).toBe(train);
    expect(calendar.latestPredictionSnapshot()).toBe(predict);
    expect(() => calendar.assertTrainable([train])).not.toThrow();
    expect(() => calendar.assertTrainable([addDays(train, 1)])).toThrow(refusal('labels_not_final', addDays(train, 3)));
    expect(() => calendar.assertScorable(predict)).not.toThrow();
  });
});

describe('missing days', () => {
  const holes = ['2026-01-10', '2026-01-11', '2026-01-14'];

  it('are named where a window needs them', () => {
    expect(() => january('2026-02-10', holes).assertScorable('2026-01-15')).toThrow(
      refusal('missing_days', '2026-01-10 to 2026-01-11, 2026-01-14'),
    );
    expect(() => january('2026-02-10', holes).assertScorable('2026-01-14')).toThrow(
      expect.objectContaining({ kind: 'refused', details: { days: ['2026-01-10', '2026-01-11'] } }),
    );
  });

  it.each([
    ['the day before the lookback begins', '2026-01-20'],
    ['the snapshot day itself, whose events are no features', '2026-01-10'],
  ])('do no harm outside of the half-open window: %s', (_, snapshot) => {
    expect(() => january('2026-02-10', holes).assertScorable(snapshot)).not.toThrow();
  });

  it('stop training in the features and in the labels alike', () => {
    const calendar = january('2026-02-10', holes);
    for (const snapshot of ['2026-01-08', '2026-01-09', '2026-01-12', '2026-01-19']) {
      expect(() => calendar.assertTrainable([snapshot])).toThrow(refusal('missing_days', '2026-01-1'));
    }
    expect(() => calendar.assertTrainable(['2026-01-20', '2026-01-19'])).toThrow(
      refusal('missing_days', 'the training snapshot 2026-01-19'),
    );
    expect(() => calendar.assertTrainable(['2026-01-20', '2026-01-07'])).not.toThrow();
  });

  it('stop the evaluation of a week', () => {
    expect(() => january('2026-02-10', holes).assertLabelled('2026-01-08')).toThrow(
      refusal('missing_days', '2026-01-10'),
    );
    expect(() => january('2026-02-10', holes).assertLabelled('2026-01-07')).not.toThrow();
  });

  it('are taken where the configuration allows exactly them, and reported', () => {
    const calendar = january('2026-02-10', holes, { allowMissingDays: [...holes, '2026-01-20', '2027-01-01'] });
    expect(() => calendar.assertScorable('2026-01-15')).not.toThrow();
    expect(() => calendar.assertTrainable(['2026-01-12'])).not.toThrow();
    expect(calendar.allowedMissing('2026-01-11', '2026-01-15')).toEqual(['2026-01-11', '2026-01-14']);
    expect(calendar.allowedMissing('2026-01-11', '2026-01-14')).toEqual(['2026-01-11']);
    expect(() =>
      january('2026-02-10', holes, { allowMissingDays: ['2026-01-10'] }).assertScorable('2026-01-15'),
    ).toThrow(refusal('missing_days', '2026-01-11, 2026-01-14'));
  });

  it('before the export begins say what to lower', () => {
    expect(() => january('2026-02-10').assertTrainable(['2026-01-10', '2026-01-03'])).toThrow(
      expect.objectContaining({
        code: 'missing_days',
        hint: expect.stringMatching(/lookbackDays or training\.snapshots/),
      }),
    );
  });

  it('after the export ends say to wait', () => {
    expect(() => january('2026-02-10').assertScorable('2026-02-03')).toThrow(
      expect.objectContaining({ code: 'missing_days', hint: expect.stringContaining('ends on 2026-01-31') }),
    );
  });
});

describe('the future', () => {
  it('is refused as a wrong usage, naming the newest snapshot that works', () => {
    const future = expect.objectContaining({
      code: 'snapshot_in_future',
      kind: 'usage',
      hint: expect.stringContaining('2026-01-20'),
    });
    expect(() => january('2026-01-20').assertScorable('2026-01-21')).toThrow(future);
    expect(() => january('2026-01-20').assertTrainable(['2026-01-21'])).toThrow(future);
  });
});

describe('an export without a day', () => {
  it('is refused', () => {
    expect(() => new ExportCalendar([], '2026-01-20', OPTIONS)).toThrow(refusal('empty_export', 'no day'));
  });
});

describe('describeDays', () => {
  it('writes runs, and at most ten of them', () => {
    expect(describeDays(['2026-01-03', '2026-01-01', '2026-01-02', '2026-01-05'])).toBe(
      '2026-01-01 to 2026-01-03, 2026-01-05',
    );
    const scattered = Array.from({ length: 13 }, (_, k) => addDays('2026-01-01', 2 * k));
    expect(describeDays(scattered)).toMatch(/^2026-01-01, .*2026-01-19 and 3 more$/);
  });
});
