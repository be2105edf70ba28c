import { type Column, PropensityError, Table } from '@propensity/core';

/** Texts that stand for a missing number, in lower case. */
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none']);

/** A column of numbers. Blank text, NA, NaN and null are missing (NaN); TRUE and FALSE are 1 and 0.
 * @throws PropensityError `not_a_number` */
export function numericColumn(name: string, texts: readonly string[]): Column {
  return {
    kind: 'numeric',
    values: Float64Array.from(texts, (text, row) => {
      const word = text.trim().toLowerCase();
      if (MISSING.has(word)) return Number.NaN;
      if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
      const value = Number(word);
      if (Number.isFinite(value)) return value;
      throw new PropensityError(
        'not_a_number',
        `Column "${name}" holds "${text}" on data row ${row + 1}, which is not a finite number.`,
        {
          kind: 'usage',
          hint: `If "${name}" is a category, list it in --categorical; if it is an identifier, in --drop.`,
        },
      );
    }),
  };
}

/** A column of categories: every text is a level, exactly as written; a missing one is the level "". */
export function levelColumn(texts: readonly string[]): Column {
  const codes = new Map<string, number>();
  for (const text of texts) if (!codes.has(text)) codes.set(text, codes.size);
  return { kind: 'categorical', codes: Int32Array.from(texts, (text) => codes.get(text)!), levels: [...codes.keys()] };
}

/** The named columns, in file order, each numeric unless it is listed in `categorical`. */
export function parityTable(
  names: readonly string[],
  textsOf: (name: string) => readonly string[],
  categorical: ReadonlySet<string>,
): Table {
  return new Table(
    names.map((name) => [
      name,
      categorical.has(name) ? levelColumn(textsOf(name)) : numericColumn(name, textsOf(name)),
    ]),
  );
}
