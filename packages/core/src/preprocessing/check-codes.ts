import { PropensityError } from '../errors/propensity-error.js';
import type { CategoricalColumn } from '../table/table.js';

/** The first row whose code is neither −1 nor one of `nLevels` levels; −1 when there is none. */
export function rowOfOtherCode(codes: Int32Array, nLevels: number): number {
  const highest = nLevels - 1;
  let signs = 0;
  // Without a branch: a code below −1 makes the first term negative, a code above the highest level the second.
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    signs |= (code + 1) | (highest - code);
  }
  return signs < 0 ? codes.findIndex((code) => code < -1 || code >= nLevels) : -1;
}

/** @param column its name in the message */
export function otherCode(column: string, nLevels: number, row: number, code: number): PropensityError {
  return new PropensityError(
    'bad_codes',
    `The categorical column ${column} has ${nLevels} levels; row ${row} has the code ${code}.`,
    {
      kind: 'refused',
      hint: 'Codes are places in the list of levels, from 0 on, or −1 for no level.',
      details: { row, code, levels: nLevels },
    },
  );
}

/**
 * Refuses a column with a code that is not an index of its dictionary: it would count as some other level.
 * @throws PropensityError `bad_codes`
 */
export function requireCodes(name: string, { codes, levels }: CategoricalColumn): void {
  const row = rowOfOtherCode(codes, levels.length);
  if (row >= 0) throw otherCode(`"${name}"`, levels.length, row, codes[row]!);
}
