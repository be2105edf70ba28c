import { describe, expect, it } from 'vitest';
import { findScoreDisagreement } from '../../src/jobs/verify-scores.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { Table } from '../../src/table/table.js';
import { someArtifact } from '../support/some-artifact.js';
import { levels, numbers } from '../support/some-table.js';

const table = new Table([
  ['visits', numbers([0, 1, 5, null])],
  ['device', levels(['desktop', 'desktop', 'mobile “é”', null])],
]);
const scorer = scorerOf(someArtifact());
const proba = scorer.predictProba(table);
/** A scorer whose second row may be off by more. */
const loose = { predictProba: () => proba, roundingBound: () => Float64Array.of(0, 1e-9, 0, 0) };
const shifted = (row: number, by: number) => proba.map((p, i) => (i === row ? p + by : p));

describe('findScoreDisagreement', () => {
  it('finds none in equal scores, nor in scores that differ negligibly', () => {
    expect(findScoreDisagreement(scorer, table, proba)).toBeNull();
    expect(findScoreDisagreement(scorer, table, shifted(2, 9e-13))).toBeNull();
  });

  it('allows a row the difference that rounding explains, and no other row', () => {
    expect(findScoreDisagreement(loose, table, shifted(1, 9e-10))).toBeNull();
    expect(findScoreDisagreement(loose, table, shifted(2, 9e-10))).toMatchObject({ row: 2, allowed: 1e-12 });
    expect(findScoreDisagreement(loose, table, shifted(1, 2e-9))).toMatchObject({ row: 1, allowed: 1e-9 });
  });

  it('names the row that is furthest beyond what it may be', () => {
    const both = shifted(1, 2e-9).map((p, i) => (i === 3 ? p - 1e-11 : p));
    const found = findScoreDisagreement(loose, table, both)!;
    expect(found.row).toBe(3);
    expect(found.difference).toBeCloseTo(1e-11, 15);
  });

  it('refuses a number', () => {
    expect(findScoreDisagreement(scorer, table, shifted(1, Number.NaN))).toMatchObject({
      row: 1,
      difference: Number.NaN,
    });
  });
});
