import { PropensityError } from '@propensity/core';

const PART = /^[A-Za-z_][A-Za-z0-9_$-]*$/;
/** A data set may be named by a number, as those of Universal Analytics are. */
const OUTER_PART = /^[A-Za-z0-9_][A-Za-z0-9_$-]*$/;
const MAX_LENGTH = 300;

/**
 * The parts of a table name, `table`, `schema.table` or `database.schema.table`, each checked.
 * @throws PropensityError `bad_identifier`
 */
export function tableNameParts(name: string): string[] {
  const parts = name.split('.');
  if (parts.length > 3) throw badIdentifier(name);
  return parts.map((part, index) => checked(part, index < parts.length - 1 ? OUTER_PART : PART));
}

/**
 * The name itself, once it is known to be a plain identifier.
 * @throws PropensityError `bad_identifier`
 */
export function checkedIdentifier(name: string): string {
  return checked(name, PART);
}

function checked(name: string, pattern: RegExp): string {
  if (!pattern.test(name) || name.length > MAX_LENGTH) throw badIdentifier(name);
  return name;
}

/**
 * The name of a column of anybody's table: any text without control characters.
 * @throws PropensityError `bad_identifier`
 */
export function checkedColumn(name: string): string {
  if (name === '' || name.length > MAX_LENGTH || /\p{Cc}/u.test(name)) throw badIdentifier(name);
  return name;
}

function badIdentifier(name: string): PropensityError {
  return new PropensityError('bad_identifier', `"${name}" is not a name for a table or a column.`, {
    kind: 'usage',
    hint: 'Use letters, digits, _, $ and -, beginning with a letter or _; a table name has one to three such parts.',
  });
}
