import type { Dialect } from '../../dialect/dialect.js';
import { tableFunctions } from './table-functions.js';

const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const HOUR = '([01][0-9]|2[0-3])';
const PAST_HOUR = ':[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?';
const ZONE = ' ?(Z|UTC|GMT|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)';
const LOCAL = `^(?i)${DAY}([ T]([0-9]|${HOUR})${PAST_HOUR})?$`;
const ZONED = `^(?i)${DAY}[ T]${HOUR}${PAST_HOUR}${ZONE}$`;

/** A text that begins as a date, whatever follows. */
export const BEGINS_AS_DATE = `^(?i)${DAY}([ T].*)?$`;

/** A moment as SQL; at most one of the two is known, and neither where it is none. */
export interface MomentSql {
  /** `YYYY-MM-DD`, of the clock as it is written, where it has no zone. */
  readonly day: string;
  /** Microseconds since the epoch, UTC, where it has a zone. */
  readonly micros: string;
}

/**
 * The moment that a text is: a date, or a date and a time, with or without a zone. A zone is Z, UTC, GMT or an offset;
 * a text with anything else behind the date is no moment.
 * @param text an expression, without spaces around it
 */
export function momentOfText(dialect: Dialect, text: string): MomentSql {
  const { microsOfText, firstMatch } = tableFunctions(dialect);
  // Engines read other ways of writing the same moment differently, or not at all.
  const afterMinutes = `SUBSTR(${text}, 17)`;
  const seconds = `COALESCE(${firstMatch(afterMinutes, '^:[0-9]{2}(?:\\.[0-9]{1,6})?')}, ':00')`;
  const offset = `RPAD(COALESCE(REPLACE(${firstMatch(afterMinutes, '[+-][0-9:]+$')}, ':', ''), '+'), 5, '0')`;
  const same = `SUBSTR(${text}, 1, 10) || ' ' || SUBSTR(${text}, 12, 5) || ${seconds} || SUBSTR(${offset}, 1, 3) || ':' || SUBSTR(${offset}, 4, 2)`;
  const day = dialect.cast(dialect.cast(`SUBSTR(${text}, 1, 10)`, 'date'), 'string');
  return {
    day: `CASE WHEN ${dialect.matches(text, LOCAL)} THEN ${day} END`,
    micros: `CASE WHEN ${dialect.matches(text, ZONED)} THEN ${microsOfText(same)} END`,
  };
}
