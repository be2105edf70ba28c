import { PropensityError } from '@propensity/core';
import type { Dialect } from '../../dialect/dialect.js';
import type { Relation } from '../../dialect/relation.js';
import { scalarFamily } from '../shape/data-type.js';
import { duckdbRefusal } from '../shape/duckdb-json-sql.js';
import { googlesqlRefusal } from '../shape/googlesql-json-sql.js';
import { type MomentUnit, plausibleRange, UNIT_DIGITS } from './moment-unit.js';

/** How a moment is stored. For `number` the unit has to be known, or found out. */
export type MomentKind = 'number' | 'text' | 'instant';

function expectedOf({ exportedAs = 'microseconds' }: MomentField): string {
  return `${exportedAs} since the epoch, a timestamp, or text of either with its offset from UTC`;
}

/**
 * How a type holds a moment; null if it cannot: a day has no hour, a 32-bit float steps by two minutes, and a wall
 * clock (BigQuery's DATETIME) has no time zone.
 */
export function momentKind(typeName: string): MomentKind | null {
  switch (scalarFamily(typeName)) {
    case 'integer':
    case 'decimal':
    case 'double':
      return 'number';
    case 'text':
      return 'text';
    case 'instant':
      return 'instant';
    default:
      return null;
  }
}

/** A moment in text: its offset has to be there. */
const ISO_MOMENT = '\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)? ?(Z|z|UTC|[+-]\\d{2}(:?\\d{2})?)';

export interface MomentField {
  /** As a message names it. */
  readonly field: string;
  /** SQL over the raw row. */
  readonly sql: string;
  /** The engine's name of its type. */
  readonly typeName: string;
  /**
   * The unit of a number. Left out, each number's size decides; a size that fits no unit ends the statement with an
   * error, or gives NULL where `lenient`.
   */
  readonly unit?: MomentUnit;
  readonly lenient?: boolean;
  /** What Google exports it in; microseconds when left out. */
  readonly exportedAs?: MomentUnit;
}

/**
 * Microseconds since the epoch, UTC, as an integer expression; NULL where the field is. Fractions of a microsecond are
 * rounded.
 * @throws PropensityError `unreadable_field` when the type cannot hold a moment
 */
export function momentSql(dialect: Dialect, field: MomentField): string {
  const { sql, typeName, unit } = field;
  switch (momentKind(typeName)) {
    case 'instant':
      return dialect.name === 'duckdb' ? `epoch_us(${sql})` : `UNIX_MICROS(${sql})`;
    case 'number':
      return unit === undefined ? bySize(dialect, field, sql, typeName) : scaled(dialect, sql, typeName, unit);
    case 'text':
      return textMoment(dialect, field);
    case null:
      throw new PropensityError(
        'unreadable_field',
        `The field "${field.field}" is ${typeName}; expected ${expectedOf(field)}.`,
        {
          kind: 'usage',
          hint: `Export ${field.field} as BigQuery does: an integer of ${field.exportedAs ?? 'microseconds'} since the epoch.`,
          details: { field: field.field, found: typeName, expected: expectedOf(field) },
        },
      );
  }
}

/**
 * The least and greatest number of a field, `least` and `greatest`, from which its unit follows; both NULL without
 * rows.
 */
export function momentRangeSql(dialect: Dialect, from: Relation, sql: string): string {
  const whole = (aggregate: string) => `${aggregate}(${dialect.cast(sql, 'float')})`;
  return `SELECT ${whole('MIN')} AS least, ${whole('MAX')} AS greatest FROM ${from}`;
}

function scaled(dialect: Dialect, sql: string, typeName: string, unit: MomentUnit): string {
  const digits = 6 - UNIT_DIGITS[unit];
  const family = scalarFamily(typeName);
  if (family === 'integer' && digits >= 0) {
    const whole = typeName === dialect.typeNames.integer ? sql : dialect.cast(sql, 'integer');
    return digits === 0 ? whole : `${whole} * ${10 ** digits}`;
  }
  if (family === 'integer') return dialect.integerDivide(dialect.cast(sql, 'integer'), 10 ** -digits);
  return dialect.cast(`ROUND(${sql} ${digits < 0 ? '/' : '*'} ${10 ** Math.abs(digits)})`, 'integer');
}

/** Each number in the unit that its size fits. */
function bySize(dialect: Dialect, field: MomentField, sql: string, typeName: string): string {
  const whens = (Object.keys(UNIT_DIGITS) as MomentUnit[]).map((unit) => {
    const [from, until] = plausibleRange(unit);
    return `\n      WHEN ${sql} >= ${from} AND ${sql} < ${until} THEN ${scaled(dialect, sql, typeName, unit)}`;
  });
  return `CASE WHEN ${sql} IS NULL THEN NULL${whens.join('')}\n      ELSE ${refusal(dialect, field)} END`;
}

function textMoment(dialect: Dialect, field: MomentField): string {
  const { sql } = field;
  const isDuckdb = dialect.name === 'duckdb';
  const matches = (pattern: string) =>
    isDuckdb ? `regexp_full_match(${sql}, '${pattern}')` : `REGEXP_CONTAINS(${sql}, r'^(${pattern})$')`;
  const whole = dialect.cast(sql, 'integer');
  // With 38 digits, since a text of seconds may have microseconds after the decimal point.
  const exact = isDuckdb ? `TRY_CAST(${sql} AS DECIMAL(38, 9))` : `SAFE_CAST(${sql} AS NUMERIC)`;
  const instant = isDuckdb
    ? `epoch_us(TRY_CAST(${sql} AS TIMESTAMPTZ))`
    : `UNIX_MICROS(SAFE_CAST(${sql} AS TIMESTAMP))`;
  const refused = refusal(dialect, field);
  const nothing = `TRIM(${sql}) = ''`;
  return `CASE WHEN ${sql} IS NULL OR ${nothing} THEN NULL
    WHEN ${matches('\\d{10,19}')} THEN ${bySize(dialect, field, whole, dialect.typeNames.integer)}
    WHEN ${matches('\\d+(\\.\\d+)?([eE][+]?\\d+)?')} THEN ${bySize(dialect, field, exact, 'DECIMAL')}
    WHEN ${matches(ISO_MOMENT)} THEN COALESCE(${instant}, ${refused})
    ELSE ${refused} END`;
}

function refusal(dialect: Dialect, moment: MomentField): string {
  const { field, sql, lenient } = moment;
  if (lenient) return dialect.cast('NULL', 'integer');
  return dialect.name === 'duckdb'
    ? `CAST(${duckdbRefusal(field, expectedOf(moment), sql)} AS BIGINT)`
    : googlesqlRefusal(field, expectedOf(moment), `CAST(${sql} AS STRING)`);
}
