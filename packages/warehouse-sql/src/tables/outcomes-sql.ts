import {
  FINE_STEPS,
  LOWEST_KEY,
  OUTCOME_PARTS,
  type OutcomeGrouping,
  PAIR_STEPS,
  PARTS_OF_BIN,
  SMALLEST_EXPONENT,
} from '@propensity/core/counted-scores';
import type { Dialect } from '../dialect/dialect.js';
import type { Relation } from '../dialect/relation.js';

export interface OutcomesOptions {
  readonly dialect: Dialect;
  /** Name of the predictions' history. */
  readonly history: string;
  /** S. */
  readonly week: string;
  readonly model: string;
  /** One `user_id` per converter. */
  readonly labels: Relation;
  /** Further columns of the history that are read along; none when left out. */
  readonly along?: readonly string[];
}

export interface GroupedOutcomesOptions extends Omit<OutcomesOptions, 'along'> {
  readonly grouping: OutcomeGrouping;
  /** The column of what was served beside a challenger's probability; no pairs are counted when it is left out. */
  readonly served?: string | undefined;
}

/**
 * History rows of a snapshot and model with what really happened: `user_id`, `proba`, `event_count`, `label` (1 or 0; 0 for
 * users who did not come back), in no order.
 */
export function outcomesSql({ dialect, history, week, model, labels, along = [] }: OutcomesOptions): string {
  const further = along.map((name) => ` h.${name} AS ${name},`).join('');
  return `SELECT h.user_id AS user_id, h.proba AS proba, h.event_count AS event_count,${further} CASE WHEN l.user_id IS NULL THEN 0e0 ELSE 1e0 END AS label
FROM ${dialect.table(history)} AS h
LEFT JOIN ${labels} AS l ON l.user_id = h.user_id
WHERE ${ofRun('h', dialect, week, model)}`;
}

/**
 * The same rows counted: a row for each group, in no order, with the columns of `GROUPED_COLUMNS`, all floats. One scan: each row
 * is counted in every part. Where they are binned there are as many groups whatever the number of users; core's `groupedRows` is the
 * reference.
 */
export function groupedOutcomesSql({ grouping, served, ...options }: GroupedOutcomesOptions): string {
  const { dialect } = options;
  const rows = outcomesSql({ ...options, along: served === undefined ? [] : [served] });
  const parts = [OUTCOME_PARTS.proba, OUTCOME_PARTS.eventCount, ...(served === undefined ? [] : [OUTCOME_PARTS.pairs])];
  const keyed = grouping.binned ? binnedRows(dialect, rows, served) : exactRows(dialect, rows, served);
  const number = (value: number) => dialect.float(value);
  const above = grouping.binned ? `CASE WHEN b.proba >= ${number(grouping.threshold)} THEN 1e0 ELSE 0e0 END` : '0e0';
  const ofPart = (columns: readonly [proba: string, eventCount: string, pairs: string]) =>
    `CASE ${parts.map((part) => `WHEN p.entry_part = ${number(part)} THEN ${columns[part]}`).join(' ')} END`;
  return `SELECT entry_part, entry_key, entry_other, entry_above, label,
  ${floated(dialect, 'COUNT(*)')} AS entry_rows,
  ${dialect.sumIntegers('place')} AS entry_places,
  ${dialect.sumIntegers('other_place')} AS entry_other_places,
  MIN(proba) AS entry_low, MAX(proba) AS entry_high
FROM (
  SELECT p.entry_part AS entry_part, b.label AS label, b.proba AS proba,
    ${ofPart(['b.fine_key', floated(dialect, 'b.event_count'), 'b.pair_key'])} AS entry_key,
    ${ofPart(['0e0', '0e0', 'b.served_key'])} AS entry_other,
    ${ofPart([above, '0e0', '0e0'])} AS entry_above,
    ${ofPart(['b.fine_place', '0', 'b.pair_place'])} AS place,
    ${ofPart(['0', '0', 'b.served_place'])} AS other_place
  FROM (\n${keyed}\n) AS b
  CROSS JOIN (${parts.map((part) => `SELECT ${number(part)} AS entry_part`).join(' UNION ALL ')}) AS p
) AS counted
GROUP BY entry_part, entry_key, entry_other, entry_above, label`;
}

/** The groups with `position` (from 0, in the order of their keys): a reader may take them in any order, several parts at once. */
export function numberedOutcomesSql(options: GroupedOutcomesOptions): string {
  const keys = 'entry_part, entry_key, entry_other, entry_above, label';
  return `SELECT ROW_NUMBER() OVER (ORDER BY ${keys}) - 1 AS position, ${keys}, entry_rows, entry_places, entry_other_places, entry_low, entry_high
FROM (\n${groupedOutcomesSql(options)}\n) AS entries`;
}

/** Each probability is its own key. */
function exactRows(dialect: Dialect, rows: string, served = '0e0'): string {
  const nowhere = noPlace(dialect);
  return `SELECT label, proba, event_count, proba AS fine_key, ${nowhere} AS fine_place,
  proba AS pair_key, ${nowhere} AS pair_place, ${served} AS served_key, ${nowhere} AS served_place
FROM (\n${rows}\n) AS o`;
}

/** The bin of each probability, and the row's place in it, as core's `placeInBin` has them. */
function binnedRows(dialect: Dialect, rows: string, served: string | undefined): string {
  const smaller = (column: string) => `CASE WHEN ${column} < 0.5e0 THEN ${column} ELSE 1e0 - ${column} END`;
  const scaled = (column: string, kind: string, steps: number) =>
    `${scale(dialect, `${column}_q`, steps)} AS ${kind}_scale`;
  const isPaired = served !== undefined;
  const scales = [
    scaled('proba', 'fine', FINE_STEPS),
    ...(isPaired ? [scaled('proba', 'pair', PAIR_STEPS), scaled('served', 'served', PAIR_STEPS)] : []),
  ];
  const ofPair = (column: string, kind: string): readonly [string, string] =>
    isPaired ? placed(dialect, column, kind) : ['0e0', noPlace(dialect)];
  const [fineKey, finePlace] = placed(dialect, 'proba', 'fine');
  const [pairKey, pairPlace] = ofPair('proba', 'pair');
  const [servedKey, servedPlace] = ofPair('served', 'served');
  return `SELECT label, proba, event_count, ${fineKey} AS fine_key, ${finePlace} AS fine_place,
  ${pairKey} AS pair_key, ${pairPlace} AS pair_place, ${servedKey} AS served_key, ${servedPlace} AS served_place
FROM (
  SELECT *, ${scales.join(',\n    ')}
  FROM (
    SELECT label, proba, event_count, ${smaller('proba')} AS proba_q${isPaired ? `, ${served} AS served, ${smaller(served)} AS served_q` : ''}
    FROM (\n${rows}\n) AS o
  ) AS halved
) AS scaled`;
}

/** The key and the place of a probability, whose q and scale are columns. */
function placed(dialect: Dialect, column: string, kind: string): readonly [key: string, place: string] {
  const scaled = `${column}_q * ${kind}_scale`;
  const lowest = `${column}_q < ${dialect.float(2 ** -SMALLEST_EXPONENT)}`;
  const edge = `CASE WHEN ${lowest} THEN ${dialect.float(LOWEST_KEY)} ELSE FLOOR(${scaled}) / ${kind}_scale END`;
  const place = `FLOOR((${scaled} - FLOOR(${scaled})) * ${dialect.float(PARTS_OF_BIN)})`;
  return [
    `CASE WHEN ${column} < 0.5e0 THEN 1e0 ELSE -1e0 END * ${edge}`,
    `CAST(${place} AS ${dialect.typeNames.integer})`,
  ];
}

function noPlace(dialect: Dialect): string {
  return `CAST(0 AS ${dialect.typeNames.integer})`;
}

/** Core's `scaleOf`: powers of two only, so that products with it are exact. */
function scale(dialect: Dialect, q: string, steps: number): string {
  const cases = Array.from({ length: SMALLEST_EXPONENT - 1 }, (_, index) => {
    const exponent = index + 2;
    return `WHEN ${q} >= ${dialect.float(2 ** -exponent)} THEN ${dialect.float(2 ** exponent * steps)}`;
  });
  return `CASE ${cases.join(' ')} ELSE ${dialect.float(2 ** SMALLEST_EXPONENT)} END`;
}

function floated(dialect: Dialect, expr: string): string {
  return `CAST(${expr} AS ${dialect.typeNames.float})`;
}

function ofRun(table: string, dialect: Dialect, week: string, model: string): string {
  return `${table}.predicted_week = ${dialect.date(week)} AND ${table}.model = ${dialect.string(model)}`;
}
