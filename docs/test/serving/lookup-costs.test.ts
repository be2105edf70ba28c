import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../src/repository.js';
import { bigQueryLookups, firestoreLookups, lookupCostsTable, writtenIn } from '../../src/serving/lookup-costs.js';

const page = readFileSync(join(ROOT, 'docs/serving.md'), 'utf8');

describe('docs/serving.md', () => {
  it('says what lookups cost', () => {
    expect(page).toContain(lookupCostsTable());
    expect(bigQueryLookups(1_000_000)).toBeCloseTo(60, 0);
  });

  it('says from how many lookups on a store is the cheaper one', () => {
    expect(page).toContain('one lookup a month for every fifteen users');
    const cost = (users: number, lookups: number) => {
      const { writes, reads } = firestoreLookups(users, lookups);
      return writes + reads;
    };
    expect(cost(1_500_000, 100_000 * 1.2)).toBeLessThan(bigQueryLookups(100_000 * 1.2));
    expect(cost(1_500_000, 100_000 * 0.8)).toBeGreaterThan(bigQueryLookups(100_000 * 0.8));
  });

  it('says how many are written in five minutes and in an hour', () => {
    expect(page).toContain('150,000 in the first five minutes, 19 million in an hour');
    expect(writtenIn(300)).toBe(150_000);
    expect(Math.floor(writtenIn(3600) / 1e6)).toBe(19);
  });
});
