import { PropensityError } from '@propensity/core';

/** Texts that stand for a missing number, in lower case. */
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none']);

/**
 * The number that a cell holds. Blank text, NA, NaN and null are missing (NaN); TRUE and FALSE are 1 and 0.
 * @param row counted from 0, for the message
 * @throws PropensityError `not_a_number`
 */
export function numberOf(text: string, column: string, row: number): number {
  const word = text.trim().toLowerCase();
  if (MISSING.has(word)) return Number.NaN;
  if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
  const value = Number(word);
  if (Number.isFinite(value)) return value;
  throw new PropensityError(
    'not_a_number',
    `Column "${column}" holds "${text}" on data row ${row + 1}, which is not a finite number.`,
    {
      kind: 'usage',
      hint: `If "${column}" is a category, list it in --categorical; if it is an identifier, in --drop.`,
    },
  );
}
