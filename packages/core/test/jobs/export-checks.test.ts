import { describe, expect, it } from 'vitest';
import { assertZone, checkExport } from '../../src/jobs/export-checks.js';
import type { ExportEvidence, MisplacedRows } from '../../src/ports/export-evidence.js';
import { startOfDayMicros } from '../../src/windows/calendar-day.js';
import { QUARTER_MICROS } from '../../src/zone/zone-evidence.js';

/** Events of a shop in Los Angeles from eight in the morning to midnight, in winter and in summer. */
const dates = ['2025-01-07', '2025-01-08', '2025-07-01', '2025-07-02'].flatMap((date) => {
  const start = Number(startOfDayMicros(date, 'America/Los_Angeles') / BigInt(QUARTER_MICROS));
  return Array.from({ length: 64 }, (_, i) => ({ date, quarter: start + 32 + i, rows: 10 }));
});
const evidence: ExportEvidence = { dates, misplaced: [] };
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
    expect(check!.message).toMatch(/^4\d\.\d % of the rows have an event_date that is not their day in UTC/);
    expect(() => assertZone(evidence, 'UTC')).toThrow(
      expect.objectContaining({ code: 'wrong_time_zone', kind: 'usage' }),
    );
  });

  it('is taken on trust where the rows have no dates', () => {
    expect(() => assertZone({ dates: [], misplaced: [] }, 'UTC')).not.toThrow();
  });

  it('leaves the days of files alone while it is wrong', () => {
    expect(checkExport({ dates, misplaced: [{ ...file, elsewhere: 90 }] }, 'UTC')).toHaveLength(1);
  });
});

describe('the days of files', () => {
  const placesOf = (...misplaced: MisplacedRows[]) =>
    checkExport({ dates, misplaced }, 'America/Los_Angeles').filter(({ name }) => name === 'days of files');

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
