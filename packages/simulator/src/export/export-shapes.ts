import type { SiteKind } from '../kinds/site-kind.js';
import { exportQuery } from './export-query.js';
import type { IntegerType } from './export-schema.js';
import { fullVisitorIdSql, uaHitStatement, uaQuery } from './ua/ua-query.js';

/** The exports that can be written: GA4's, or Universal Analytics'. */
export const EXPORT_SOURCES = ['ga4', 'ua'] as const;

/** The system whose export is written, as `source.type` of a configuration names it. */
export type ExportSource = (typeof EXPORT_SOURCES)[number];

/** What an export of one system looks like. */
export interface ExportShape {
  /** Day files are named so, followed by the day as YYYYMMDD. */
  readonly prefix: string;
  /** SQL of the id of a device, over its two halves `number` and `tail`. */
  readonly deviceIdSql: string;
  /** Statements beyond those that every shape needs. */
  statements(kind: SiteKind): readonly string[];
  /** SELECT of one day. */
  query(kind: SiteKind, day: number, suffix: string, integer: IntegerType): string;
  /** Whether a kind of site can be written so. */
  writes(kind: SiteKind): boolean;
}

/** The id that a browser's cookie holds, over its two halves. */
export const CLIENT_ID = `CAST(number AS VARCHAR) || '.' || CAST(tail AS VARCHAR)`;

/** Every shape, by the name of its system. */
export const EXPORT_SHAPES: Readonly<Record<ExportSource, ExportShape>> = {
  ga4: {
    prefix: 'events_',
    deviceIdSql: CLIENT_ID,
    statements: () => [],
    query: exportQuery,
    writes: () => true,
  },
  ua: {
    prefix: 'ga_sessions_',
    deviceIdSql: fullVisitorIdSql,
    statements: (kind) => [uaHitStatement(kind)],
    query: uaQuery,
    writes: ({ uaHits }) => uaHits !== undefined,
  },
};
