import { type DoneRule, isEveryone, type PopulationRule } from '@propensity/core/question';
import { DID_FLAG, type EventFlag, NEVER_FLAG } from '../source/event-flag.js';

/** The columns of events that a population looks at. */
export function populationFlags({ did, never }: PopulationRule): EventFlag[] {
  const flag = (name: string, rule: DoneRule | null): EventFlag[] =>
    rule === null ? [] : [{ name, type: 'integer', rules: rule.any }];
  return [...flag(DID_FLAG, did), ...flag(NEVER_FLAG, never)];
}

/**
 * The conditions on a user's events, as aggregates over them, that the user is in the population.
 * @param within the condition that an event is of the last days before S, this many; null: of the whole lookback
 */
export function populationConditions(population: PopulationRule, within: (days: number | null) => string): string[] {
  const { did, never, minEvents } = population;
  const lookback = within(null);
  const done = (flag: string, rule: DoneRule) =>
    `MAX(CASE WHEN ${within(rule.withinDays)} AND ${flag} = 1 THEN 1 ELSE 0 END)`;
  return [
    ...(did === null ? [] : [`${done(DID_FLAG, did)} = 1`]),
    ...(never === null ? [] : [`${done(NEVER_FLAG, never)} = 0`]),
    ...(minEvents === 1 ? [] : [`COUNT(CASE WHEN ${lookback} THEN 1 END) >= ${minEvents}`]),
  ];
}

/** `HAVING` with these conditions over events of the lookback alone; empty where everyone who was seen is in. */
export function populationHaving(population: PopulationRule, within: (days: number) => string): string {
  if (isEveryone(population)) return '';
  const conditions = populationConditions(population, (days) => (days === null ? 'TRUE' : within(days)));
  return ` HAVING ${conditions.join(' AND ')}`;
}
