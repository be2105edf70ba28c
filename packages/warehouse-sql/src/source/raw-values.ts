import type { Dialect } from '../dialect/dialect.js';

/**
 * Greatest number that is read; beyond it, as for infinities and NaN, the value is missing. So no sum or product of a
 * feature can overflow, which gives infinity on one engine and an error on another.
 */
const GREATEST_NUMBER = '1e100';

/**
 * An integer of a field that the engine stores as the type `known`. Fractions are rounded, halves away from zero: engines
 * differ in what their casts do.
 */
export function rawInteger(dialect: Dialect, sql: string, known: string): string {
  const { cast, typeNames } = dialect;
  if (known === typeNames.integer) return sql;
  const rounded = cast(`ROUND(${cast(sql, 'float')})`, 'integer');
  // A text of many digits is read directly, not through a double.
  return isFloat(known) ? rounded : `COALESCE(${cast(sql, 'integer')}, ${rounded})`;
}

/** A finite float; NULL where the field holds none. */
export function rawFloat(dialect: Dialect, sql: string, known: string): string {
  const { cast, typeNames } = dialect;
  const number = known === typeNames.float ? sql : cast(sql, 'float');
  return known === typeNames.integer ? number : finite(number);
}

/** A float expression; NULL where it is NaN, infinite or beyond the greatest number that is read. */
export function finite(number: string): string {
  return `CASE WHEN ABS(${number}) <= ${GREATEST_NUMBER} THEN ${number} END`;
}

/** A field as text; a number as `numberText` writes it. */
export function rawText(dialect: Dialect, sql: string, known: string): string {
  if (known === dialect.typeNames.string) return sql;
  return isFloat(known) ? numberText(dialect, rawFloat(dialect, sql, known)) : dialect.cast(sql, 'string');
}

/**
 * A finite float as text: 123.0 as "123", like the same number on a day when it was stored as an integer; others to the
 * millionth. Engines agree on the text of a double as long as 15 digits identify it, so up to a thousand million.
 */
export function numberText({ cast }: Dialect, number: string): string {
  const rounded = `COALESCE(${cast(`ROUND((${number}) * 1e6)`, 'integer')} / 1e6, ${number})`;
  const whole = cast(rounded, 'integer');
  return `CASE WHEN ${whole} = ${rounded} THEN ${cast(whole, 'string')} ELSE ${cast(rounded, 'string')} END`;
}

function isFloat(typeName: string): boolean {
  return /^(DOUBLE|FLOAT)/i.test(typeName);
}
