import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import { finite, numberText } from '../raw-values.js';
import { BEGINS_AS_DATE, type MomentSql, momentOfText } from './moment-of-text.js';
import type { TableColumn } from './table-column.js';
import { tableFunctions } from './table-functions.js';

/** A text of these alone is blank. */
const WHITE_SPACE = ' \t\n\f\r';
/** A number in text; leading zeros are those of a code. */
const NUMBER = '^ *-?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][+-]?[0-9]+)? *$';
/** 12,5 or 1.234,5 or 1 234,5; 1,234.5 or 1.234.567. */
const DECIMAL_COMMA = "([0-9]+|[0-9]{1,3}([. '][0-9]{3})+),[0-9]+";
const THOUSANDS = "[0-9]{1,3}((,[0-9]{3})+(\\.[0-9]+)?|([. '][0-9]{3}){2,}|([ '][0-9]{3})+)";
const FORMATTED = `^ *-?(${DECIMAL_COMMA}|${THOUSANDS}) *$`;
const CODE = '^ *-?0[0-9]';
const NOT_FINITE = '^(?i) *[+-]?(nan|inf|infinity) *$';
const MONTH = '^[0-9]{4}-[0-9]{2}$';
const MIDNIGHT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00(\\.0+)?)?)?$';
const DAY_MICROS = '8.64e10';

export interface TableValuesOptions {
  readonly dialect: Dialect;
  /** Texts that mean that a value is not known. */
  readonly missing: readonly string[];
  /** Where the days of moments with a zone begin. */
  readonly timeZone: string;
}

/** The values of a column as SQL, the same in every dialect, whatever type the column has. */
export class TableValues {
  constructor(readonly options: TableValuesOptions) {}

  /** The column as it is stored. */
  stored({ name }: TableColumn): string {
    return `t.${this.options.dialect.column(name)}`;
  }

  /** As text: NULL where it is blank, or one of the texts that mean so. */
  text(column: TableColumn): string {
    const { dialect, missing } = this.options;
    const stored = this.stored(column);
    if (column.type !== 'text') return this.#typedText(column);
    const text = dialect.cast(stored, 'string');
    const unknown = [
      `TRIM(${text}, ${dialect.string(WHITE_SPACE)}) = ''`,
      ...(missing.length === 0 ? [] : [dialect.isOneOf(text, missing)]),
    ];
    return `CASE WHEN ${unknown.join(' OR ')} THEN NULL ELSE ${text} END`;
  }

  #typedText(column: TableColumn): string {
    const { dialect } = this.options;
    const stored = this.stored(column);
    const { momentText } = tableFunctions(dialect);
    if (column.type === 'moment') return momentText(stored, false);
    if (column.type === 'zoned moment') return momentText(stored, true);
    // Engines write the same float in different ways.
    return column.type === 'float'
      ? numberText(dialect, finite(dialect.cast(stored, 'float')))
      : dialect.cast(stored, 'string');
  }

  /** True where the column has a value, whatever it is. */
  isKnown(column: TableColumn): string {
    return `${column.type === 'text' ? this.text(column) : this.stored(column)} IS NOT NULL`;
  }

  /** As a float: NULL where there is none, and where it is no finite number, or one beyond 1e100. Booleans are 0 and 1. */
  number(column: TableColumn): string {
    const { dialect } = this.options;
    const stored = this.stored(column);
    if (column.type === 'boolean') return `CASE WHEN ${stored} THEN 1e0 WHEN NOT ${stored} THEN 0e0 END`;
    if (column.type !== 'text') return finite(dialect.cast(stored, 'float'));
    const text = this.text(column);
    const word = `LOWER(TRIM(${text}, ' '))`;
    return `CASE WHEN ${dialect.matches(text, NUMBER)} THEN ${finite(dialect.cast(`TRIM(${text}, ' ')`, 'float'))} WHEN ${word} = 'true' THEN 1e0 WHEN ${word} = 'false' THEN 0e0 END`;
  }

  /** What a column of texts could be, as conditions that are never NULL. */
  looks(
    column: TableColumn,
  ): Readonly<Record<'number' | 'formatted' | 'code' | 'notFinite' | 'boolean' | 'date', string>> {
    const { dialect } = this.options;
    const text = this.text(column);
    const is = (pattern: string) => `COALESCE(${dialect.matches(text, pattern)}, FALSE)`;
    return {
      number: is(NUMBER),
      formatted: is(FORMATTED),
      code: is(CODE),
      notFinite: is(NOT_FINITE),
      boolean: `COALESCE(LOWER(TRIM(${text}, ' ')) IN ('true', 'false'), FALSE)`,
      date: `COALESCE(${dialect.matches(`TRIM(${text}, ' ')`, BEGINS_AS_DATE)}, FALSE)`,
    };
  }

  /** The days from the column's date to S, as a float: negative where it is later; NULL where it is none. */
  daysBefore(column: TableColumn, snapshot: CalendarDay): string {
    const { dialect, timeZone } = this.options;
    const { day, micros } = this.moment(column);
    const days = `CAST(${tableFunctions(dialect).daysBetween(dialect.cast(day, 'date'), dialect.date(snapshot))} AS ${dialect.typeNames.float})`;
    const end = startOfDayMicros(addDays(snapshot, 1), timeZone);
    const zoned = `FLOOR((CAST(${end} - ${micros} AS ${dialect.typeNames.float}) - 1e0) / ${DAY_MICROS})`;
    return `COALESCE(${zoned}, ${days})`;
  }

  /** The day of a snapshot column as `YYYY-MM-DD`; NULL where it is none. */
  snapshotDay(column: TableColumn): string {
    const { dialect } = this.options;
    const text = `TRIM(${this.text(column)}, ' ')`;
    const day = `CASE WHEN ${dialect.matches(text, MONTH)} THEN ${text} || '-01' WHEN ${dialect.matches(text, MIDNIGHT)} THEN SUBSTR(${text}, 1, 10) END`;
    return dialect.cast(dialect.cast(day, 'date'), 'string');
  }

  /** The moment of a column of dates, or of conversions: the day of the clock as it is written, or micros where it has a zone. */
  moment(column: TableColumn): MomentSql {
    const { dialect } = this.options;
    const { micros } = tableFunctions(dialect);
    const stored = this.stored(column);
    if (column.type === 'zoned moment')
      return { day: `CAST(NULL AS ${dialect.typeNames.string})`, micros: micros(stored) };
    const text = `TRIM(${this.text(column)}, ' ')`;
    if (column.type === 'text') return momentOfText(dialect, text);
    return {
      day: dialect.cast(dialect.cast(`SUBSTR(${text}, 1, 10)`, 'date'), 'string'),
      micros: `CAST(NULL AS ${dialect.typeNames.integer})`,
    };
  }
}
