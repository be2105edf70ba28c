import { type FeatureUnit, PropensityError } from '@propensity/core';
import type { AddedFeature } from '@propensity/core/config';
import { countDistinctOf, countOf } from './aggregates/counts.js';
import { daysOf, daysSince } from './aggregates/days.js';
import { greatestOf, leastOf, numberAt } from './aggregates/numbers.js';
import { textOf } from './aggregates/texts.js';
import { exactSum } from './exact-sum.js';
import type { FeatureDeclaration } from './feature.js';
import type { RowCondition } from './row-condition.js';

/**
 * A feature of the user's own, from its configuration.
 * @throws PropensityError `bad_feature` when its window is longer than the lookback, when its aggregate does not give its
 * kind, or when its SQL is not one expression
 */
export function addedFeature(added: AddedFeature, lookbackDays: number): FeatureDeclaration {
  const windowDays = added.windowDays ?? lookbackDays;
  if (windowDays > lookbackDays) {
    throw badFeature(
      added.name,
      `looks back ${windowDays} days`,
      `Set windowDays to at most lookbackDays (${lookbackDays}).`,
    );
  }
  return 'event' in added && !('param' in added)
    ? eventFeature(added, windowDays)
    : valueFeature(added as ValueFeature, windowDays);
}

type EventFeature = Extract<AddedFeature, { aggregate: 'count' | 'days' | 'recency' }>;
type ValueFeature = Extract<AddedFeature, { param: string } | { userProperty: string } | { sql: string }>;

function eventFeature(added: EventFeature, windowDays: number): FeatureDeclaration {
  const { name, event, aggregate } = added;
  const common = { name, grain: 'events', windowDays } as const;
  const where: RowCondition = { events: [event], within: { column: 'event_micros', days: windowDays } };
  switch (aggregate) {
    case 'count':
      return {
        ...common,
        unit: 'count',
        whenNone: 0,
        meaning: added.meaning ?? `How often ${event} happened in the last ${windowDays} days.`,
        aggregate: countOf(where),
      };
    case 'days':
      return {
        ...common,
        unit: 'count',
        whenNone: 0,
        meaning: added.meaning ?? `Days among the last ${windowDays} on which ${event} happened.`,
        aggregate: daysOf(where),
      };
    case 'recency':
      return {
        ...common,
        unit: 'days',
        whenNone: null,
        meaning: added.meaning ?? `Days since the last ${event}; missing when there was none in ${windowDays} days.`,
        aggregate: daysSince('last', 'event_micros', where),
      };
  }
}

function valueFeature(added: ValueFeature, windowDays: number): FeatureDeclaration {
  const { name, aggregate, kind } = added;
  if (kind === 'categorical' && aggregate !== 'last' && aggregate !== 'first') {
    throw badFeature(
      name,
      `is categorical with the aggregate "${aggregate}"`,
      'A categorical feature takes the aggregate "last" or "first".',
    );
  }
  if ('sql' in added) checkExpression(name, added.sql);
  const text = kind === 'categorical' || aggregate === 'count_distinct';
  const column = `custom_${name}`;
  const type = text ? 'string' : 'float';
  return {
    name,
    grain: 'events',
    windowDays,
    unit: kind === 'categorical' ? 'category' : UNITS[aggregate],
    whenNone: aggregate === 'sum' || aggregate === 'count' || aggregate === 'count_distinct' ? 0 : null,
    meaning: added.meaning ?? `${WORDS[aggregate]} ${describedSource(added)} in the last ${windowDays} days.`,
    customColumn:
      'sql' in added
        ? { name: column, type, sql: added.sql }
        : 'userProperty' in added
          ? { name: column, type, userProperty: added.userProperty }
          : { name: column, type, param: added.param, ...(added.event === undefined ? {} : { event: added.event }) },
    ...computed(aggregate, column, { within: { column: 'event_micros', days: windowDays } }, text),
  };
}

function computed(
  aggregate: ValueFeature['aggregate'],
  column: string,
  where: RowCondition,
  text: boolean,
): Pick<FeatureDeclaration, 'aggregate' | 'version' | 'earlier'> {
  switch (aggregate) {
    case 'sum':
      return exactSum(column, where);
    case 'count':
      return { aggregate: countOf({ ...where, compare: [[column, '<>', 0]] }) };
    case 'count_distinct':
      return { aggregate: countDistinctOf(column, where) };
    case 'last':
    case 'first':
      return {
        aggregate: text ? textOf(column, aggregate, 'event_micros', where) : numberAt(column, aggregate, where),
      };
    case 'max':
      return { aggregate: greatestOf(column, where) };
    case 'min':
      return { aggregate: leastOf(column, where) };
  }
}

const WORDS: Readonly<Record<ValueFeature['aggregate'], string>> = {
  sum: 'Sum of',
  max: 'Greatest value of',
  min: 'Least value of',
  last: 'Last known value of',
  first: 'First known value of',
  count: 'Number of events with',
  count_distinct: 'Number of different values of',
};

function describedSource(added: ValueFeature): string {
  if ('sql' in added) return added.sql;
  if ('userProperty' in added) return `the user property ${added.userProperty}`;
  return `the parameter ${added.param}${added.event === undefined ? '' : ` of ${added.event}`}`;
}

const UNITS: Readonly<Record<ValueFeature['aggregate'], FeatureUnit>> = {
  sum: 'amount',
  max: 'number',
  min: 'number',
  last: 'number',
  first: 'number',
  count: 'count',
  count_distinct: 'count',
};

/** The text must be a single expression: no second statement, no comment that swallows what follows. */
function checkExpression(name: string, sql: string): void {
  const plain = sql.replace(/'(?:[^']|'')*'/g, "''");
  let depth = 0;
  for (const character of plain) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) break;
  }
  if (depth !== 0 || /;|--|\/\*|#/.test(plain) || plain.trim() === '') {
    throw badFeature(
      name,
      'has SQL that is not one expression',
      'Write one expression over one event, without ; or comments.',
    );
  }
}

function badFeature(name: string, what: string, hint: string): PropensityError {
  return new PropensityError('bad_feature', `The feature "${name}" ${what}.`, {
    kind: 'usage',
    hint,
    details: { feature: name },
  });
}
