import { PropensityError } from '@propensity/core';

/**
 * A 64-bit integer literal; the same in every dialect.
 * @throws PropensityError `bad_literal`
 */
export function integerLiteral(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw badLiteral(value);
  return String(value);
}

/**
 * The shortest decimal that reads back as exactly this double, always with an exponent so that no engine takes it for a
 * decimal. Negative numbers are put in parentheses.
 * @throws PropensityError `bad_literal` unless it is finite
 */
export function floatLiteral(value: number): string {
  if (!Number.isFinite(value)) throw badLiteral(value);
  const text = String(value);
  const literal = text.includes('e') ? text.replace('e+', 'e') : `${text}e0`;
  return value < 0 ? `(${literal})` : literal;
}

/**
 * An instant as `YYYY-MM-DD HH:MM:SS.mmm`, UTC.
 * @throws PropensityError `bad_literal` unless `iso` is ISO 8601
 */
export function utcText(iso: string): string {
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw badLiteral(iso);
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}

function badLiteral(value: unknown): PropensityError {
  return new PropensityError('bad_literal', `${String(value)} cannot be written into an SQL statement.`);
}
