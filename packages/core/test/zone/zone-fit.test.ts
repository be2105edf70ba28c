import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { fittingZones, type ZoneEvidence, zoneEvidenceOf, zoneFit, zoneVerdict } from '../../src/entries/windows.js';

/** Rows every `stepMinutes` of the days, dated on the clock of `zone`. */
function rowsIn(zone: string, from: string, days: number, stepMinutes = 15): ZoneEvidence[] {
  const start = Temporal.PlainDate.from(from).toZonedDateTime(zone).epochMilliseconds;
  const end = Temporal.PlainDate.from(from).add({ days }).toZonedDateTime(zone).epochMilliseconds;
  const evidence: ZoneEvidence[] = [];
  for (let at = start; at < end; at += stepMinutes * 60_000) {
    const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
    evidence.push({ date, quarter: Math.floor(at / 900_000), rows: 1 });
  }
  return evidence;
}

describe('the zone of', () => {
  test.each([
    ['America/Los_Angeles', '2025-02-20', 40],
    ['America/New_York', '2025-01-01', 30],
    ['Europe/Paris', '2025-03-01', 60],
    ['Asia/Tokyo', '2025-06-01', 30],
    ['Asia/Kolkata', '2025-01-01', 10],
    ['Asia/Kathmandu', '2025-01-01', 10],
    ['America/St_Johns', '2025-02-01', 60],
    ['Australia/Adelaide', '2025-03-20', 40],
    ['UTC', '2025-01-01', 30],
  ])('%s is found from its dates', (zone, from, days) => {
    const evidence = rowsIn(zone, from, days);
    expect(zoneFit(evidence, zone).elsewhere).toBe(0);
    expect(fittingZones(evidence)).toMatchObject({ zone, elsewhere: 0 });
  });

  test('any place is found up to the offsets of these dates', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const offset = (zone: string, quarter: number) =>
      Temporal.Instant.fromEpochMilliseconds(quarter * 900_000).toZonedDateTimeISO(zone).offsetNanoseconds;
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 700 }), (zone, day) => {
        const from = Temporal.PlainDate.from('2024-06-01').add({ days: day }).toString();
        const evidence = rowsIn(zone, from, 4);
        const best = fittingZones(evidence)!;
        expect(best.elsewhere).toBe(0);
        // At each midnight that the dates show, they agree.
        const midnights = evidence.filter(({ date }, i) => i > 0 && date !== evidence[i - 1]!.date);
        for (const { quarter } of midnights) expect(offset(best.zone, quarter)).toBe(offset(zone, quarter));
      }),
      { numRuns: 40 },
    );
  });
});

test('dates of summer and winter distinguish zones of one offset in winter', () => {
  const winter = fittingZones(rowsIn('America/Phoenix', '2025-01-01', 30))!;
  expect([winter.zone, ...winter.alike]).toEqual(expect.arrayContaining(['America/Denver', 'America/Phoenix']));
  expect(fittingZones(rowsIn('America/Phoenix', '2025-02-20', 40))).toMatchObject({ zone: 'America/Phoenix' });
});

describe('a configured zone', () => {
  const losAngeles = rowsIn('America/Los_Angeles', '2025-02-01', 20);

  test('that differs from that of the dates is refused with the share and the one that fits', () => {
    const verdict = zoneVerdict(losAngeles, 'UTC');
    expect(verdict).toMatchObject({ verdict: 'another', best: { zone: 'America/Los_Angeles', elsewhere: 0 } });
    expect(verdict.elsewhere).toBeCloseTo(8 / 24, 10);
  });

  test('an hour away is refused too', () => {
    expect(zoneVerdict(rowsIn('Europe/Paris', '2025-02-01', 20), 'Europe/London')).toMatchObject({
      verdict: 'another',
      elsewhere: expect.closeTo(1 / 24, 10),
      best: { zone: 'Europe/Paris' },
    });
  });

  test('that fits but for a few rows of clocks that were off is accepted', () => {
    const late = losAngeles.slice(0, 1).map(({ date, rows }) => ({ date, quarter: 1_000_000, rows }));
    expect(zoneVerdict([...losAngeles, ...late], 'America/Los_Angeles')).toMatchObject({ verdict: 'fits' });
  });

  test('is no remedy where dates and moments do not belong together', () => {
    const shuffled = losAngeles.map((row, i) => ({ ...row, date: losAngeles[(i * 7919) % losAngeles.length]!.date }));
    expect(zoneVerdict(shuffled, 'UTC')).toMatchObject({ verdict: 'none' });
  });

  test('fits where there are no dates', () => {
    expect(zoneVerdict([], 'UTC')).toEqual({ verdict: 'fits', elsewhere: 0, best: null });
    expect(fittingZones([])).toBeNull();
  });
});

describe('where nothing happens at night', () => {
  /** Visits from 8 to midnight, of up to fifty minutes, dated by their beginning. */
  function shopIn(zone: string, from: string, days: number): ZoneEvidence[] {
    const evidence: ZoneEvidence[] = [];
    for (let day = 0; day < days; day++) {
      const date = Temporal.PlainDate.from(from).add({ days: day });
      const start = date.toZonedDateTime({ timeZone: zone, plainTime: '08:00' }).epochMilliseconds;
      for (let quarter = 0; quarter < 64; quarter++) {
        for (const [later, rows] of [
          [0, 60],
          [1, 25],
          [2, 10],
          [3, 5],
        ] as const) {
          evidence.push({ date: date.toString(), quarter: start / 900_000 + quarter + later, rows });
        }
      }
    }
    return evidence;
  }

  test.each([
    'America/Los_Angeles',
    'America/New_York',
    'Europe/Paris',
    'Asia/Tokyo',
    'Asia/Kolkata',
    'Australia/Sydney',
  ])('the zone %s is found from its quiet hours, and accepted although visits are carried over midnight', (zone) => {
    const evidence = shopIn(zone, '2025-02-20', 40);
    expect(fittingZones(evidence)).toMatchObject({ zone, pinned: false });
    expect(zoneVerdict(evidence, zone)).toMatchObject({ verdict: 'fits' });
    const far = zone.startsWith('America') ? 'Asia/Tokyo' : 'America/Los_Angeles';
    expect(zoneVerdict(evidence, far)).toMatchObject({ verdict: 'another', best: { zone } });
  });
});

test('rows of a warehouse without a date are not evidence', () => {
  const rows = [
    { date: '20250201', quarter: 5, rows: 2 },
    { date: null, quarter: 5, rows: 2 },
    { date: '20250231', quarter: 5, rows: 2 },
  ];
  expect(zoneEvidenceOf(rows)).toEqual([{ date: '2025-02-01', quarter: 5, rows: 2 }]);
});
