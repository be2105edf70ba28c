import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_WINDOWS } from '../../src/config/config-schema.js';
import { daysBeforeNeeded, exportDaysNeeded, fittingWindows } from '../../src/windows/training-windows.js';

const WEEKLY = { horizonDays: 7, everyDays: 7 };
const most = DEFAULT_WINDOWS;

describe('fittingWindows', () => {
  it.each([
    [0, null],
    [1, { lookbackDays: 1, snapshots: 1 }],
    [9, { lookbackDays: 9, snapshots: 1 }],
    [13, { lookbackDays: 13, snapshots: 1 }],
    [14, { lookbackDays: 7, snapshots: 2 }],
    [25, { lookbackDays: 14, snapshots: 2 }],
    [60, { lookbackDays: 35, snapshots: 4 }],
    [108, { lookbackDays: 56, snapshots: 8 }],
    [109, { lookbackDays: 60, snapshots: 8 }],
    [500, { lookbackDays: 60, snapshots: 8 }],
  ])('with %d days before S gives %o', (days, windows) => {
    expect(fittingWindows(days, WEEKLY, { most })).toEqual(windows);
  });

  it('changes only what may be chosen', () => {
    expect(fittingWindows(25, WEEKLY, { most, lookbackDays: 11 })).toEqual({ lookbackDays: 11, snapshots: 3 });
    expect(fittingWindows(25, WEEKLY, { most, snapshots: 3 })).toEqual({ lookbackDays: 7, snapshots: 3 });
    expect(fittingWindows(25, WEEKLY, { most, snapshots: 1 })).toEqual({ lookbackDays: 21, snapshots: 1 });
    expect(fittingWindows(25, WEEKLY, { most, lookbackDays: 26 })).toBeNull();
    expect(fittingWindows(13, WEEKLY, { most, snapshots: 3 })).toBeNull();
  });

  it('keeps the longest window that the configuration asks for', () => {
    expect(fittingWindows(40, WEEKLY, { most, leastLookbackDays: 30 })).toEqual({ lookbackDays: 30, snapshots: 2 });
    expect(fittingWindows(31, WEEKLY, { most, leastLookbackDays: 30 })).toEqual({ lookbackDays: 31, snapshots: 1 });
    expect(fittingWindows(29, WEEKLY, { most, leastLookbackDays: 30 })).toBeNull();
  });

  it('always fits, never takes more than the most, and leaves no room for another snapshot', () => {
    const spacings = fc.record({
      horizonDays: fc.integer({ min: 1, max: 30 }),
      everyDays: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        spacings,
        fc.integer({ min: 1, max: 60 }),
        (days, spacing, least) => {
          const windows = fittingWindows(days, spacing, { most, leastLookbackDays: least });
          if (days < least) return windows === null;
          const { lookbackDays, snapshots } = windows!;
          expect(daysBeforeNeeded(windows!, spacing)).toBeLessThanOrEqual(days);
          expect(lookbackDays).toBeGreaterThanOrEqual(least);
          expect(lookbackDays).toBeLessThanOrEqual(most.lookbackDays);
          expect(snapshots).toBeLessThanOrEqual(most.snapshots);
          const more = { lookbackDays, snapshots: snapshots + 1 };
          return snapshots === most.snapshots || daysBeforeNeeded(more, spacing) > days;
        },
      ),
    );
  });
});

it('needs 116 days of export for the defaults', () => {
  expect(exportDaysNeeded(DEFAULT_WINDOWS, WEEKLY)).toBe(116);
  expect(exportDaysNeeded({ lookbackDays: 14, snapshots: 1 }, WEEKLY)).toBe(21);
});
