import { describe, expect, it } from 'vitest';
import { assertZone, checkExport } from '../../src/jobs/export-checks.js';
import type { AmountEvidence, ExportEvidence, MisplacedRows } from '../../src/ports/export-evidence.js';
import { startOfDayMicros } from '../../src/windows/calendar-day.js';
import { QUARTER_MICROS } from '../../src/zone/zone-evidence.js';

/** Events of a shop in Los Angeles from eight in the morning to midnight, in winter and in summer. */
const dates = ['2025-01-07', '2025-01-08', '2025-07-01', '2025-07-02'].flatMap((date) => {
  const start = Number(startOfDayMicros(date, 'America/Los_Angeles') / BigInt(QUARTER_MICROS));
  return Array.from({ length: 64 }, (_, i) => ({ date, quarter: start + 32 + i, rows: 10 }));
});
const columns = { date: 'day_written', moment: 'happened_at' };
const evidence: ExportEvidence = { columns, dates, misplaced: [] };
const file: MisplacedRows = { name: 'events_20250107.parquet', day: '2025-01-07', rows: 100, elsewhere: 0, unread: 0 };

describe('the time zone', () => {
  it('is right where the dates are the days of the rows', () => {
    expect(checkExport(evidence, 'America/Los_Angeles')).toEqual([
      expect.objectContaining({ name: 'time zone', status: 'ok' }),
    ]);
    expect(() => assertZone(evidence, 'America/Los_Angeles')).not.toThrow();
  });

  it('fails with the share of the rows and the zone that fits in winter and in summer', () => {
    const [check] = checkExport(evidence, 'UTC');
    expect(check).toMatchObject({ status: 'fail', hint: expect.stringContaining('"timeZone": "America/Los_Angeles"') });
    expect(check!.message).toMatch(/^In 4\d\.\d % of the rows, day_written is not their day in UTC/);
    expect(() => assertZone(evidence, 'UTC')).toThrow(
      expect.objectContaining({ code: 'wrong_time_zone', kind: 'usage' }),
    );
  });

  it('is not told where no zone explains the dates, whose columns are named as the source calls them', () => {
    const shifted = dates.map((row, index) => ({ ...row, quarter: row.quarter + 300 * (index % 7) }));
    const [check] = checkExport({ ...evidence, dates: shifted }, 'UTC');
    expect(check).toMatchObject({ status: 'warn', message: expect.stringContaining('no other time zone') });
    expect(check!.hint).toContain('Check that day_written and happened_at are as they were exported.');
  });

  it('is taken on trust where the rows have no dates', () => {
    expect(() => assertZone({ columns, dates: [], misplaced: [] }, 'UTC')).not.toThrow();
  });

  it('leaves the days of files alone while it is wrong', () => {
    expect(checkExport({ columns, dates, misplaced: [{ ...file, elsewhere: 90 }] }, 'UTC')).toHaveLength(1);
  });
});

describe('the days of files', () => {
  const placesOf = (...misplaced: MisplacedRows[]) =>
    checkExport({ columns, dates, misplaced }, 'America/Los_Angeles').filter(({ name }) => name === 'days of rows');

  it('are not mentioned for a few rows around midnight', () => {
    expect(placesOf({ ...file, elsewhere: 3 })).toEqual([]);
  });

  it('are mentioned where most rows are of other days', () => {
    expect(placesOf({ ...file, elsewhere: 51 })).toEqual([
      expect.objectContaining({ status: 'warn', message: expect.stringContaining('events_20250107.parquet') }),
    ]);
  });

  it('are mentioned with the rows that are read for no day', () => {
    expect(placesOf({ ...file, elsewhere: 7, unread: 7 })).toEqual([
      expect.objectContaining({ status: 'warn', message: expect.stringMatching(/^7 rows of .* not read/) }),
    ]);
  });
});

describe('the amounts of orders', () => {
  const amounts = { currency: 'USD', orders: 1000, foreign: 0, currencies: [], unreadable: 0, refunds: 0 };
  const checkOf = (more: Partial<AmountEvidence>) =>
    checkExport({ columns, dates, misplaced: [], amounts: { ...amounts, ...more } }, 'America/Los_Angeles').filter(
      ({ name }) => name === 'amounts',
    );

  it('are not mentioned where all are known, nor where nobody asked', () => {
    expect(checkOf({})).toEqual([]);
    expect(checkExport(evidence, 'America/Los_Angeles')).toHaveLength(1);
  });

  it('that were refunded are mentioned', () => {
    expect(checkOf({ refunds: 3 })).toEqual([
      { name: 'amounts', status: 'ok', message: 'Of 1,000 orders, 3 were refunded, which is taken off.', hint: '' },
    ]);
  });

  it('in one other currency, most of them, are a reason to add up that one', () => {
    expect(checkOf({ foreign: 900, currencies: ['EUR'] })).toEqual([
      {
        name: 'amounts',
        status: 'warn',
        message: 'Of 1,000 orders, 900 are in EUR without a value in USD. Amounts that are not known are not added up.',
        hint: 'Set "source": {"currency": "EUR"} to add up the amounts in EUR, and those alone.',
      },
    ]);
  });

  it.each([
    ['a few orders', { foreign: 20, currencies: ['JPY'] }],
    ['several currencies', { foreign: 990, currencies: ['EUR', 'JPY'] }],
  ])('are no reason to add up another currency: %s', (_what, more) => {
    const [check] = checkOf(more);
    expect(check).toMatchObject({ status: 'warn', hint: expect.stringContaining('converts it into US dollars') });
    expect(check!.hint).not.toContain('source');
  });

  it('in dollars, beside a currency that is configured', () => {
    const [check] = checkOf({ currency: 'EUR', foreign: 20, currencies: ['USD'], refunds: 1 });
    expect(check).toMatchObject({
      message:
        'Of 1,000 orders, 20 are in USD without a value in EUR, 1 were refunded, which is taken off. Amounts that are not known are not added up.',
      hint: expect.stringContaining('Leave "source.currency" out'),
    });
  });

  it('that are no numbers are to be sent as numbers', () => {
    expect(checkOf({ unreadable: 4 })).toMatchObject([
      {
        status: 'warn',
        message: expect.stringContaining('4 have an amount that is not a number'),
        hint: 'Send "value" as a number, and "currency", with every purchase.',
      },
    ]);
  });
});
