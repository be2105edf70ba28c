import { expect, test } from 'vitest';
import { addDays, daysOf, startOfDayMicros } from '../../src/entries/windows.js';
import { startQuarters } from '../../src/zone/start-quarters.js';

test.each([
  ['UTC', '2025-01-01'],
  ['America/Los_Angeles', '2025-02-01'],
  ['Africa/Casablanca', '2025-02-10'],
  ['Africa/Cairo', '2025-04-10'],
  ['America/Santiago', '2025-03-20'],
  ['Australia/Lord_Howe', '2025-03-20'],
  ['Pacific/Apia', '2011-12-01'],
])('days begin in %s when they do, around its changes of offset', (zone, from) => {
  const days = daysOf(from, addDays(from, 70)).filter((day) => zone !== 'Pacific/Apia' || day !== '2011-12-30');
  const starts = startQuarters(zone, days);
  expect([...starts].sort()).toEqual(days.map((day) => [day, Number(startOfDayMicros(day, zone) / 900_000_000n)]));
});

test('of no days, and of one', () => {
  expect(startQuarters('UTC', []).size).toBe(0);
  expect([...startQuarters('Asia/Tokyo', ['1970-01-02'])]).toEqual([['1970-01-02', 60]]);
});
