import type { AlertKind, AlertRecord } from '@propensity/core/alerts';
import type { Dialect } from '../dialect/dialect.js';
import type { SqlRow } from './sql-row.js';

/** The row of `ma_alerts` for an alert. */
export function alertRow(target: string, record: AlertRecord): SqlRow {
  return {
    target,
    kind: record.kind,
    subject: record.subject,
    fingerprint: record.fingerprint,
    message: record.text,
    first_seen: record.firstSeen,
    last_seen: record.lastSeen,
    told_at: record.toldAt,
    over_at: record.overAt,
  };
}

/** Every alert of a target, by kind, then subject; timestamps as ISO 8601 text. */
export function alertsSql(dialect: Dialect, table: string, target: string): string {
  const moment = (column: string) => `${dialect.isoTimestamp(`t.${column}`)} AS ${column}`;
  return `SELECT kind, subject, fingerprint, message, ${['first_seen', 'last_seen', 'told_at', 'over_at'].map(moment).join(', ')}
FROM ${dialect.table(table)} AS t
WHERE target = ${dialect.string(target)}
ORDER BY kind, subject`;
}

/** A row of `alertsSql`. */
export interface AlertTableRow {
  readonly kind: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly message: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly told_at: string | null;
  readonly over_at: string | null;
}

/** The alert from which `alertRow` made the row. */
export function alertOfRow(row: AlertTableRow): AlertRecord {
  return {
    kind: row.kind as AlertKind,
    subject: row.subject,
    fingerprint: row.fingerprint,
    text: row.message,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    toldAt: row.told_at,
    overAt: row.over_at,
  };
}
