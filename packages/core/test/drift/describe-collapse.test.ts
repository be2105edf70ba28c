import { expect, test } from 'vitest';
import { type CollapsedInput, collapsedEvents, describeCollapse, mostFrequentNames } from '../../src/entries/drift.js';

test.each<[CollapsedInput, string]>([
  [{ kind: 'users', name: '', before: 12_000, now: 300 }, 'users 12,000, now 300'],
  [{ kind: 'events', name: '', before: 12.345, now: 2 }, 'events per user 12, now 2'],
  [{ kind: 'name', name: 'page_view', before: 0.0512, now: 0 }, '"page_view" events per user 0.051, now 0'],
  [{ kind: 'attribute', name: 'country', before: 0.98765, now: 0.1 }, 'events with a known country 98.8 %, now 10 %'],
  [{ kind: 'missing', name: 'language', before: 0.02, now: 1 }, 'users without language 2 %, now 100 %'],
  [{ kind: 'zero', name: 'sessions_7d', before: 0.5, now: 0.999 }, 'users with sessions_7d 0 50 %, now 99.9 %'],
  [
    { kind: 'unseen', name: 'region', before: 0, now: 0.4 },
    'users with a region that the model does not know 0 %, now 40 %',
  ],
])('%j in words', (input, words) => {
  expect(describeCollapse([input])).toBe(words);
});

test('names the first eight and counts the others', () => {
  const inputs = Array.from(
    { length: 10 },
    (_, i): CollapsedInput => ({ kind: 'zero', name: `f${i}`, before: 0, now: 1 }),
  );
  expect(describeCollapse(inputs)).toMatch(/^users with f0 .*; users with f7 0 0 %, now 100 %; and 2 more$/);
});

test('keeps the thousand most frequent names, of equal ones those that come first', () => {
  const counts = Array.from({ length: 1002 }, (_, i) => [`n${String(i).padStart(4, '0')}`, 1] as const);
  const kept = mostFrequentNames([...counts.slice(1), counts[0]!, ['often', 5]]);
  expect(Object.keys(kept)).toHaveLength(1000);
  expect(kept.often).toBe(5);
  expect(Object.hasOwn(kept, 'n0998')).toBe(true);
  expect(Object.hasOwn(kept, 'n0999')).toBe(false);
});

test('an event may be called as a property of every object is', () => {
  const before = { days: 7, users: 100, events: 1000, names: { constructor: 500, page_view: 500 }, known: {} };
  const now = { ...before, names: { page_view: 1000 } };
  expect(collapsedEvents(before, now)).toEqual([{ kind: 'name', name: 'constructor', before: 5, now: 0 }]);
});
