import { PropensityError } from '../errors/propensity-error.js';
import type { CategoricalColumn } from '../table/table.js';

/** Whether some code is neither −1 nor one of that many levels: one look at each. */
export function hasOtherCodes(codes: Int32Array, nLevels: number): boolean {
  const highest = nLevels - 1;
  let signs = 0;
  // Without a branch: the sign bit stays of a code below −1, and of what the highest level lacks to a code above it.
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    signs |= (code + 1) | (highest - code);
  }
  return signs < 0;
}

/** The first row whose code is neither −1 nor one of that many levels; −1 when there is none. */
export function rowOfOtherCode(codes: Int32Array, nLevels: number): number {
  return codes.findIndex((code) => code < -1 || code >= nLevels);
}

/**
 * Refuses a column with a code that is no place in its dictionary: it would count as some other level.
 * @throws PropensityError `bad_codes`
 */
export function requireCodes(name: string, { codes, levels }: CategoricalColumn): void {
  if (!hasOtherCodes(codes, levels.length)) return;
  const row = rowOfOtherCode(codes, levels.length);
  throw new PropensityError(
    'bad_codes',
    `The categorical column "${name}" has ${levels.length} levels; row ${row} has the code ${codes[row]}.`,
    {
      kind: 'refused',
      hint: 'Codes are places in the list of levels, from 0 on, or −1 where the value is missing.',
      details: { column: name, row, value: codes[row] },
    },
  );
}
