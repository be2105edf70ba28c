import type { TableColumn } from './table-column.js';

/** What a feature is made of a column: its number, the days from its date to S, or its text. */
export type ColumnKind = 'numeric' | 'date' | 'categorical';

/** What the values of a column are, over all rows. */
export interface ColumnEvidence {
  /** Rows in which it is not blank. */
  readonly known: number;
  /** Of those, of a column of texts: numbers, and of these the ones with leading zeros; infinities and NaN; true or false; dates. */
  readonly numbers: number;
  readonly codes: number;
  /** Of those, texts that are numbers with a decimal comma or with marks between thousands, which no number here has. */
  readonly formatted: number;
  readonly notFinite: number;
  readonly booleans: number;
  readonly dates: number;
  /** Different texts; 0 of other types. */
  readonly levels: number;
}

/** What becomes of a column: `doubt` is the rest of a sentence about what it may have been meant to be. */
export type ColumnVerdict =
  | { readonly kind: ColumnKind; readonly manyLevels?: boolean; readonly doubt?: string }
  | { readonly kind: null; readonly why: string };

/** A text column with so many different values, and more than half as many as users, says who somebody is. */
const IDENTIFIER_LEVELS = 20;
const FORMATTED = 'looks like numbers with decimal commas or marks between thousands: write them as 1234.5';
/** Of a category with more levels only the most frequent ones are told apart. */
const MANY_LEVELS = 200;

/**
 * What a column is, by its type, and of texts by every value there is: numbers where all are numbers (or true and false),
 * dates where all are, an identifier where nearly every user has one of their own, else a category. Numbers with leading
 * zeros are codes. The order of rows and files makes no difference.
 * @param asked what the configuration says of it
 * @param users different users of the table
 */
export function columnKind(
  { type }: TableColumn,
  evidence: ColumnEvidence,
  asked: 'numeric' | 'categorical' | undefined,
  users: number,
): ColumnVerdict {
  const { known, numbers, formatted, codes, notFinite, booleans, dates, levels } = evidence;
  const category = { kind: 'categorical', ...(levels > MANY_LEVELS && { manyLevels: true }) } as const;
  if (type === 'other') return { kind: null, why: 'of a type that no feature can be made of' };
  if (asked !== undefined) return asked === 'numeric' ? { kind: 'numeric' } : category;
  if (type === 'date' || type === 'moment' || type === 'zoned moment') return { kind: 'date' };
  if (type !== 'text') return { kind: 'numeric' };
  if (known === 0) return { kind: null, why: 'always empty' };
  if (numbers + notFinite + booleans === known && numbers + booleans > 0 && codes === 0) return { kind: 'numeric' };
  if (dates === known) return { kind: 'date' };
  const isFormatted = formatted > 0 && numbers + formatted === known;
  if (levels >= IDENTIFIER_LEVELS && 2 * levels > users) {
    const why = `${levels.toLocaleString('en')} different texts: it says who somebody is`;
    return { kind: null, why: isFormatted ? `it ${FORMATTED}` : why };
  }
  return isFormatted ? { ...category, doubt: `is a category, and ${FORMATTED}` } : category;
}
