import { describe, expect, it } from 'vitest';
import { evidenceOfPlacedRows } from '../../src/export/placed-rows.js';

const TABLES = { timeZone: 'America/New_York', nameOf: (day: string) => `events_${day.replaceAll('-', '')}` };
/** Rows of a table that happened at a moment of UTC. */
const placed = (place: string, date: string | null, moment: string, rows: number) => ({
  place,
  date,
  quarter: Math.floor(Date.parse(moment) / 900_000),
  rows,
});

describe('evidenceOfPlacedRows', () => {
  it('adds up the rows of a date and quarter, in whichever table they stand', () => {
    const { dates } = evidenceOfPlacedRows(
      [
        placed('20250308', '20250308', '2025-03-08T12:00:00Z', 5),
        placed('20250309', '20250308', '2025-03-08T12:14:00Z', 2),
        placed('20250309', null, '2025-03-09T12:00:00Z', 1),
      ],
      TABLES,
    );
    expect(dates).toEqual([{ date: '2025-03-08', quarter: Date.parse('2025-03-08T12:00:00Z') / 900_000, rows: 7 }]);
  });

  it('names the tables with rows of other local days, and counts those that nobody reads', () => {
    const { misplaced } = evidenceOfPlacedRows(
      [
        // New York's day begins at 05:00 and, after the clocks went forward on 9 March, ends at 04:00.
        placed('20250309', '20250309', '2025-03-09T05:00:00Z', 10),
        placed('20250309', '20250309', '2025-03-10T03:45:00Z', 20),
        placed('20250309', '20250310', '2025-03-10T04:00:00Z', 3),
        placed('20250309', '20250306', '2025-03-06T05:00:00Z', 4),
        placed('20250309', '20250305', '2025-03-06T04:45:00Z', 5),
        placed('20250309', '20250313', '2025-03-13T04:00:00Z', 6),
        placed('20250308', '20250308', '2025-03-08T12:00:00Z', 7),
      ],
      TABLES,
    );
    expect(misplaced).toEqual([{ name: 'events_20250309', day: '2025-03-09', rows: 48, elsewhere: 18, unread: 11 }]);
  });
});
