import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayAt,
  dayOfSuffix,
  daysBetween,
  daysOf,
  missingRanges,
  parseDay,
  startOfDayMicros,
  suffixOfDay,
  unionOfRanges,
} from '../../src/windows/calendar-day.js';

const someDay = fc.integer({ min: -20_000, max: 20_000 }).map((days) => addDays('2020-01-01', days));
const hoursOf = (day: string, timeZone: string) =>
  Number(startOfDayMicros(addDays(day, 1), timeZone) - startOfDayMicros(day, timeZone)) / 3_600_000_000;

describe('parseDay', () => {
  it.each(['2024-02-29', '2026-12-31', '1999-01-01'])('takes %s', (day) => {
    expect(parseDay(day)).toBe(day);
  });

  it.each(['2023-02-29', '2026-13-01', '2026-1-1', '20260101', '2026-01-01T00:00', ' 2026-01-01', '', 'today'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseDay(text)).toThrow(expect.objectContaining({ code: 'bad_date', kind: 'usage' }));
    },
  );
});

describe('calendar arithmetic', () => {
  it('agrees with itself: adding and counting days are inverse', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: -800, max: 800 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days);
        expect(addDays(addDays(day, days), -days)).toBe(day);
      }),
    );
  });

  it('lists half-open ranges in order', () => {
    expect(daysOf('2024-02-28', '2024-03-02')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(daysOf('2024-02-28', '2024-02-28')).toEqual([]);
    expect(daysOf('2024-02-28', '2024-02-27')).toEqual([]);
  });

  it('joins missing days that follow each other into ranges', () => {
    const there = new Set(['2024-02-28', '2024-03-01', '2024-03-02']);
    expect(missingRanges('2024-02-27', '2024-03-05', (day) => there.has(day))).toEqual([
      ['2024-02-27', '2024-02-28'],
      ['2024-02-29', '2024-03-01'],
      ['2024-03-03', '2024-03-05'],
    ]);
    expect(missingRanges('2024-02-28', '2024-02-29', (day) => there.has(day))).toEqual([]);
  });

  it('joins ranges that overlap or touch', () => {
    expect(unionOfRanges([])).toEqual([]);
    expect(
      unionOfRanges([
        ['2024-03-03', '2024-03-05'],
        ['2024-02-28', '2024-03-01'],
        ['2024-03-01', '2024-03-02'],
        ['2024-02-20', '2024-02-20'],
        ['2024-03-04', '2024-03-08'],
      ]),
    ).toEqual([
      ['2024-02-28', '2024-03-02'],
      ['2024-03-03', '2024-03-08'],
    ]);
  });

  it('sorts days as text in their order in time', () => {
    fc.assert(
      fc.property(someDay, someDay, (a, b) => {
        expect(Math.sign(daysBetween(a, b))).toBe(a < b ? 1 : a > b ? -1 : 0);
      }),
    );
  });

  it('turns suffixes into days and back', () => {
    fc.assert(
      fc.property(someDay, (day) => {
        expect(dayOfSuffix(suffixOfDay(day))).toBe(day);
      }),
    );
    for (const text of ['intraday_20260101', '2026010', '20260230', 'abcdefgh', ''])
      expect(dayOfSuffix(text)).toBeNull();
  });
});

describe('days in a time zone', () => {
  it.each([
    ['Europe/Paris', '2026-03-29', 23],
    ['Europe/Paris', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['UTC', '2026-03-29', 24],
  ])('in %s %s has %d hours', (timeZone, day, hours) => {
    expect(hoursOf(day, timeZone)).toBe(hours);
  });

  it('begins a day at its own midnight, or at the first moment there is', () => {
    expect(startOfDayMicros('2026-01-01', 'Europe/Paris')).toBe(BigInt(Date.UTC(2025, 11, 31, 23)) * 1000n);
    // Midnight was skipped in Santiago on this day.
    expect(startOfDayMicros('2024-09-08', 'America/Santiago')).toBe(BigInt(Date.UTC(2024, 8, 8, 4)) * 1000n);
  });

  it('puts every moment of a day into that day, its last millisecond too', () => {
    fc.assert(
      fc.property(
        someDay,
        fc.constantFrom('UTC', 'Europe/Paris', 'Pacific/Auckland', 'America/St_Johns'),
        (day, zone) => {
          const start = Number(startOfDayMicros(day, zone) / 1000n);
          const end = Number(startOfDayMicros(addDays(day, 1), zone) / 1000n);
          expect([dayAt(start, zone), dayAt(end - 1, zone), dayAt(end, zone)]).toEqual([day, day, addDays(day, 1)]);
        },
      ),
    );
  });
});
