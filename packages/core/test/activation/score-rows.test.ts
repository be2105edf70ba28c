import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenRows, scoreRows } from '../../src/activation/score-rows.js';
import type { ExportedScore } from '../../src/ports/score-exports.js';
import type { ProbaResult } from '../../src/results/results.js';

const WEEK = '2026-02-08';
const prediction = (user_id: string, proba: number, more: Partial<ProbaResult> = {}): ProbaResult => ({
  user_id,
  proba,
  predicted_week: WEEK,
  predicted_at: '2026-02-08T06:00:00.000Z',
  model: 'm',
  target: 'purchase',
  horizon_days: 7,
  selected: false,
  ...more,
});
const some = fc.uniqueArray(
  fc.record({
    user: fc.string({ minLength: 1, maxLength: 3 }),
    proba: fc.constantFrom(0, 0.1, 0.25, 0.5, 1),
    stale: fc.boolean(),
    selected: fc.constantFrom(true, false, null),
  }),
  { selector: ({ user }) => user, maxLength: 60 },
);
const rowsOf = (given: readonly { user: string; proba: number; stale: boolean; selected: boolean | null }[]) =>
  scoreRows(
    given.map(({ user, proba, stale, selected }) =>
      prediction(user, proba, { selected, predicted_week: stale ? '2026-02-01' : WEEK }),
    ),
  );

describe('rows of an export', () => {
  it('are by falling score; of equal ones the ids that come first by code point', () => {
    const rows = scoreRows([
      prediction('b', 0.2),
      prediction('\u{1F642}', 0.2),
      prediction('\uFFFD', 0.2),
      prediction('a', 0.9),
    ]);
    expect(rows.map(({ user_id }) => user_id)).toEqual(['a', 'b', '\uFFFD', '\u{1F642}']);
  });

  it('count deciles among the users of the newest week: 25 make tenths of two or three', () => {
    const rows = scoreRows([
      ...Array.from({ length: 25 }, (_, i) => prediction(`u${String(i).padStart(2, '0')}`, 1 - i / 100)),
      prediction('old', 0.999, { predicted_week: '2026-02-01', selected: true }),
    ]);
    expect(rows[1]).toMatchObject({ user_id: 'old', decile: null, selected: false, predicted_week: '2026-02-01' });
    const deciles = rows.flatMap(({ decile }) => decile ?? []);
    expect(deciles.join(' ')).toBe('1 1 1 2 2 3 3 3 4 4 5 5 5 6 6 7 7 7 8 8 9 9 9 10 10');
  });

  it('with fewer than ten users some tenths are empty, and the best is in the first', () => {
    const rows = scoreRows([prediction('a', 0.9), prediction('b', 0.5), prediction('c', 0.1)]);
    expect(rows.map(({ decile }) => decile)).toEqual([1, 4, 7]);
  });

  it('of any predictions, deciles rise with rank, tenths differ by one user at most, and nobody is lost', () => {
    fc.assert(
      fc.property(some, (given) => {
        const rows = rowsOf(given);
        expect(rows).toHaveLength(given.length);
        const deciles = rows.flatMap(({ decile }) => decile ?? []);
        expect(deciles).toEqual(deciles.toSorted((a, b) => a - b));
        const sizes = Array.from({ length: 10 }, (_, k) => deciles.filter((decile) => decile === k + 1).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('which rows', () => {
  it.each([
    ['proba', { proba: 0.30000000000000004 }],
    ['decile', { decile: 2 }],
    ['decile that is gone', { decile: null }],
    ['selected', { selected: true }],
    ['model', { model: 'n' }],
  ] as const)('changes: a row whose %s differs', (_name, differs) => {
    const [row] = scoreRows([prediction('a', 0.3)]) as [ExportedScore];
    const given = (change: object) => new Map([['a', { ...row, ...change }]]);
    expect(chosenRows([row], { kind: 'changes' }, given(differs))).toEqual([row]);
    expect(chosenRows([row], { kind: 'changes' }, given({}))).toEqual([]);
    expect(
      chosenRows([row], { kind: 'changes' }, given({ predicted_week: 'another', predicted_at: 'another' })),
    ).toEqual([]);
    expect(chosenRows([row], { kind: 'changes' }, new Map())).toEqual([row]);
  });

  it('top, decile and selected hold nobody of an earlier week, and all ten deciles everybody of the newest', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 70 }), (given, n) => {
        const rows = rowsOf(given);
        const current = rows.filter(({ decile }) => decile !== null);
        expect(chosenRows(rows, { kind: 'top', n }, new Map())).toEqual(current.slice(0, n));
        expect(chosenRows(rows, { kind: 'selected' }, new Map())).toEqual(current.filter(({ selected }) => selected));
        const tenths = Array.from({ length: 10 }, (_, k) => chosenRows(rows, { kind: 'decile', n: k + 1 }, new Map()));
        expect(tenths.flat()).toEqual(current);
      }),
    );
  });
});
