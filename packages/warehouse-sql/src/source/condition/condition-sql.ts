import { asksForNone, type Condition, type ConditionValue, comparedText } from '@propensity/core/question';
import type { Dialect } from '../../dialect/dialect.js';

/** The value that a condition looks at, as SQL: NULL where there is none. */
export interface ConditionSql {
  /** As text, NULL where it is empty. */
  readonly text: string;
  /** As a float, NULL where it is no number. */
  readonly number: () => string;
}

/**
 * The tests of a condition on one value, never NULL. `not` is left to `turned`, which comes after looking at all values of a list.
 * @see `holds` of core, which says the same in JavaScript
 */
export function testsSql(dialect: Dialect, { text, number }: ConditionSql, condition: Condition): string {
  const { equals, in: oneOf, matches, exists, atLeast, atMost } = condition;
  if (exists === false) return asksForNone(condition) ? `${text} IS NULL` : 'FALSE';
  const isOneOf = (values: readonly ConditionValue[]) => dialect.isOneOf(text, values.map(comparedText));
  const tests = [
    exists === true ? `${text} IS NOT NULL` : [],
    equals === undefined ? [] : isOneOf([equals]),
    oneOf === undefined ? [] : isOneOf(oneOf),
    matches === undefined ? [] : dialect.matches(text, matches),
    atLeast === undefined ? [] : `${number()} >= ${dialect.float(atLeast)}`,
    atMost === undefined ? [] : `${number()} <= ${dialect.float(atMost)}`,
  ].flat();
  return `COALESCE(${tests.join(' AND ')}, FALSE)`;
}

/** A condition that is never NULL, turned round where the configuration says `not`. */
export function turned(sql: string, { not }: Condition): string {
  return not === true ? `NOT (${sql})` : sql;
}
