import { expect, test } from 'vitest';
import { describeLeftOut } from '../../../src/index.js';

test.each([
  [{ intraday: 0, fresh: 0 }, ''],
  [{ intraday: 14, fresh: 0 }, '14 intraday tables'],
  [{ intraday: 0, fresh: 1 }, '1 fresh table'],
  [{ intraday: 1, fresh: 2 }, '1 intraday table and 2 fresh tables'],
] as const)('%j is %j', (counts, text) => {
  expect(describeLeftOut(counts, 'table')).toBe(text);
});
