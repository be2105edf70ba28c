import { type AddedFeature, type FeatureUnit, PropensityError } from '@propensity/core';
import { exactSum } from './aggregates.js';
import { defineFeature } from './define-feature.js';
import type { Feature, FeatureContext } from './feature.js';
import { DAY_MICROS } from './grains.js';

/**
 * A feature of the user's own, from its configuration.
 * @throws PropensityError `bad_feature` when its window is longer than the lookback, when its aggregate does not give its
 * kind, or when its SQL is not one expression
 */
export function addedFeature(added: AddedFeature, lookbackDays: number): Feature {
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
    : valueFeature(added as Extract<AddedFeature, { param: string } | { sql: string }>, windowDays);
}

function eventFeature(
  added: Extract<AddedFeature, { aggregate: 'count' | 'days' | 'recency' }>,
  windowDays: number,
): Feature {
  const { name, event, aggregate } = added;
  const common = { name, grain: 'events', windowDays } as const;
  const where = ({ dialect, within }: FeatureContext) =>
    `${dialect.isOneOf('event_name', [event])} AND ${within('event_micros', windowDays)}`;
  switch (aggregate) {
    case 'count':
      return defineFeature({
        ...common,
        unit: 'count',
        whenNone: 0,
        meaning: added.meaning ?? `How often ${event} happened in the last ${windowDays} days.`,
        sql: (context) => `COUNT(CASE WHEN ${where(context)} THEN 1 END)`,
      });
    case 'days':
      return defineFeature({
        ...common,
        unit: 'count',
        whenNone: 0,
        meaning: added.meaning ?? `Days among the last ${windowDays} on which ${event} happened.`,
        sql: (context) =>
          context.countDays(
            `CASE WHEN ${where(context)} THEN ${context.dialect.integerDivide('local_micros', DAY_MICROS)} END`,
          ),
      });
    case 'recency':
      return defineFeature({
        ...common,
        unit: 'days',
        whenNone: null,
        meaning: added.meaning ?? `Days since the last ${event}; missing when there was none in ${windowDays} days.`,
        sql: (context) =>
          `(${context.snapshotMicros} - MAX(CASE WHEN ${where(context)} THEN event_micros END)) / ${DAY_MICROS}e0`,
      });
  }
}

function valueFeature(added: Extract<AddedFeature, { param: string } | { sql: string }>, windowDays: number): Feature {
  const { name, aggregate, kind } = added;
  if ((kind === 'categorical') !== (aggregate === 'last') && kind === 'categorical') {
    throw badFeature(
      name,
      `is categorical with the aggregate "${aggregate}"`,
      'A categorical feature takes the aggregate "last".',
    );
  }
  if ('sql' in added) checkExpression(name, added.sql);
  const text = kind === 'categorical' || aggregate === 'count_distinct';
  const column = `custom_${name}`;
  const type = text ? 'string' : 'float';
  const source = 'sql' in added ? added.sql : added.param;
  const value = ({ dialect, within }: FeatureContext) =>
    `CASE WHEN ${within('event_micros', windowDays)} THEN ${dialect.identifier(column)} END`;
  return defineFeature({
    name,
    grain: 'events',
    windowDays,
    unit: kind === 'categorical' ? 'category' : UNITS[aggregate],
    whenNone: aggregate === 'sum' || aggregate === 'count' || aggregate === 'count_distinct' ? 0 : null,
    meaning: added.meaning ?? `${aggregate} of ${source} over the last ${windowDays} days.`,
    customColumn:
      'sql' in added
        ? { name: column, type, sql: added.sql }
        : { name: column, type, param: added.param, ...(added.event === undefined ? {} : { event: added.event }) },
    sql: (context) => {
      const { dialect } = context;
      switch (aggregate) {
        case 'sum':
          return exactSum(dialect, value(context));
        case 'count':
          return `COUNT(CASE WHEN ${value(context)} <> 0 THEN 1 END)`;
        case 'count_distinct':
          return `COUNT(DISTINCT ${value(context)})`;
        case 'last':
          return text
            ? lastValue(context, value(context))
            : dialect.cast(lastValue(context, dialect.cast(value(context), 'string')), 'float');
        case 'max':
          return `MAX(${value(context)})`;
        case 'min':
          return `MIN(${value(context)})`;
      }
    },
  });
}

const lastValue = ({ dialect }: FeatureContext, text: string) => dialect.textAt(text, 'last', 'event_micros');

const UNITS: Readonly<Record<'sum' | 'max' | 'min' | 'last' | 'count' | 'count_distinct', FeatureUnit>> = {
  sum: 'amount',
  max: 'number',
  min: 'number',
  last: 'number',
  count: 'count',
  count_distinct: 'count',
};

/** Whatever the expression is, it must stay one: no second statement, no comment that swallows what follows. */
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
