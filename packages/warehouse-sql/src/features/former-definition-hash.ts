import { sha256Hex } from '@propensity/core/hashing';
import type { EventExport } from '../source/event-export.js';
import type { AggregateDeclaration } from './aggregate.js';
import { isFirstVersion } from './definition-hash.js';
import type { FeatureDeclaration } from './feature.js';
import { FORMER_GRAINS } from './former-grains.js';
import type { RowCondition } from './row-condition.js';

/*
 * Before definitions were data, a feature's hash was that of its SQL in DuckDB's dialect. Models of that time are still read and
 * scored: what follows writes that SQL as it stood in the last release that hashed it. It is frozen: nothing here changes when
 * a dialect, a grain or an aggregate does. A definition of a later version has no such hash.
 */

/** The hash that this definition had in the last release that hashed SQL, or null when there was none. */
export function formerDefinitionHash(
  declaration: Omit<FeatureDeclaration, 'earlier'>,
  source: EventExport,
): string | null {
  if (source.type !== 'ga4' || !isFirstVersion(declaration, source)) return null;
  const { name, unit, grain, windowDays, whenNone, aggregate, customColumn } = declaration;
  const sql = formerSql(aggregate.declares);
  const grainSql = FORMER_GRAINS[grain];
  if (sql === null || grainSql === undefined) return null;
  const definition = [3, name, unit, grainSql, windowDays, whenNone, sql, customColumn ?? null];
  return sha256Hex(JSON.stringify(definition)).slice(0, 16);
}

function formerSql({ kind, column, where = {}, ...parameters }: AggregateDeclaration): string | null {
  const isCustom = String(column).startsWith('custom_');
  const named = isCustom ? `"${column}"` : String(column);
  const value = Object.keys(where).length === 0 ? named : `CASE WHEN ${formerCondition(where)} THEN ${named} END`;
  switch (kind) {
    case 'count':
      return formerCount(where);
    case 'share':
      return `COUNT(CASE WHEN ${formerCondition(where)} THEN 1 END) / COUNT(*)`;
    case 'count distinct':
      return `COUNT(DISTINCT ${value})`;
    case 'days':
      return `COUNT(DISTINCT CASE WHEN ${formerCondition(where)} THEN (local_micros) // 86400000000 END)`;
    case 'rows per day':
      return `COUNT(*) / COUNT(DISTINCT ${named})`;
    case 'days since':
      return formerDays(`${parameters.which === 'last' ? 'MAX' : 'MIN'}(${value})`);
    case 'days since the earlier': {
      const { earlier } = parameters;
      return formerDays(`MIN(CASE WHEN ${earlier} < ${named} THEN ${earlier} ELSE ${named} END)`);
    }
    case 'max':
      return `MAX(${value})`;
    case 'min':
      return `MIN(${value})`;
    case 'mean':
      return `SUM(${named}) / COUNT(*)`;
    case 'sum of integers':
      return `COALESCE(SUM(${value}), 0) / ${parameters.per}e0`;
    case 'sum of millionths':
      return `SUM(TRY_CAST(ROUND((${value}) * 1e6) AS BIGINT)) / 1e6`;
    case 'text':
      return formerText(value, String(parameters.which), String(parameters.at));
    case 'last number':
      return `TRY_CAST(${formerText(`TRY_CAST(${value} AS VARCHAR)`, 'last', 'event_micros')} AS DOUBLE)`;
    default:
      return null;
  }
}

function formerCount({ compare = [], ...where }: RowCondition): string {
  if (where.known !== undefined) return `COUNT(${where.known})`;
  const [column, operator, value] = compare[0] ?? [];
  if (column?.startsWith('custom_')) {
    return `COUNT(CASE WHEN CASE WHEN ${formerCondition(where)} THEN "${column}" END ${operator} ${value} THEN 1 END)`;
  }
  const condition = formerCondition({ ...where, compare });
  return condition === '' ? 'COUNT(*)' : `COUNT(CASE WHEN ${condition} THEN 1 END)`;
}

function formerCondition({ events, within, known, compare = [] }: RowCondition): string {
  return [
    ...(events === undefined ? [] : [`event_name = '${events.join()}'`]),
    ...(within === undefined ? [] : [`${within.column} >= S-${within.days}d`]),
    ...(known === undefined ? [] : [known]),
    ...compare.map(([column, operator, value]) => `${column} ${operator} ${value}`),
  ].join(' AND ');
}

function formerDays(micros: string): string {
  return `(S - ${micros}) / 86400000000e0`;
}

function formerText(value: string, which: string, at: string): string {
  return `SUBSTR(${which === 'last' ? 'MAX' : 'MIN'}(TRY_CAST(${at} AS VARCHAR) || ${value}), 17)`;
}
