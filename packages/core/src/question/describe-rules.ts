import { type Condition, subjectOf } from './condition.js';
import type { EventRule } from './event-rule.js';
import type { DoneRule } from './population-rule.js';
import type { Question } from './question.js';
import { plainTargetEvent, type TargetRule } from './target-rule.js';

const SUBJECT = { field: '', param: 'param ', userProperty: 'user property ', item: 'item ' } as const;

/** A condition in words: `param page_location matches "thank-you"`. */
export function describeCondition(condition: Condition): string {
  const { kind, name } = subjectOf(condition);
  const { equals, in: oneOf, matches, exists, atLeast, atMost, not } = condition;
  const tests = [
    equals === undefined ? [] : `= ${JSON.stringify(equals)}`,
    oneOf === undefined ? [] : `in ${JSON.stringify(oneOf)}`,
    matches === undefined ? [] : `matches ${JSON.stringify(matches)}`,
    exists === undefined ? [] : exists ? 'exists' : 'does not exist',
    atLeast === undefined ? [] : `≥ ${atLeast}`,
    atMost === undefined ? [] : `≤ ${atMost}`,
  ].flat();
  const text = `${SUBJECT[kind]}${name} ${tests.join(' and ')}`;
  return not === true ? `not (${text})` : text;
}

/** Events with their conditions in words: `purchase where param value ≥ 50`. */
export function describeEvents({ events, where }: EventRule): string {
  const names = events.join(' or ');
  return where.length === 0 ? names : `${names} where ${where.map(describeCondition).join(' and ')}`;
}

/**
 * The name of a target, for people and tables: the one that the configuration gives it; else the event, where it is one without
 * conditions; else the whole rule in words. An event may be called as a rule reads ("a or b"); what is recorded of a question tells them
 * apart.
 */
export function describeTarget(target: TargetRule): string {
  if (target.name !== undefined) return target.name;
  const plain = plainTargetEvent(target);
  if (plain !== null) return plain;
  const any = target.any.map(describeEvents).join('; or ');
  const nth = target.nth === 1 ? any : `${any} (time ${target.nth})`;
  return target.none ? `no ${nth}` : nth;
}

/** Whom a model is about, in words: `users seen in the 60 days before the snapshot who had not done purchase in them`. */
export function describePopulation(
  { population: { did, never, minEvents }, where }: Pick<Question, 'population' | 'where'>,
  lookbackDays: number,
): string {
  const conditions = [
    did === null
      ? []
      : `had done ${describeDone(did)} in ${did.withinDays === null ? 'them' : `the last ${did.withinDays} of them`}`,
    never === null ? [] : `had not done ${describeDone(never)} in them`,
    minEvents === 1 ? [] : `had at least ${minEvents} events in them`,
  ].flat();
  const seen = `users seen in the ${lookbackDays} days before the snapshot`;
  const who = conditions.length === 0 ? seen : `${seen} who ${conditions.join(' and ')}`;
  return where.length === 0 ? who : `${who}; only rows where ${where.map(describeCondition).join(' and ')} are read`;
}

function describeDone({ any }: DoneRule): string {
  return any.map(describeEvents).join('; or ');
}
