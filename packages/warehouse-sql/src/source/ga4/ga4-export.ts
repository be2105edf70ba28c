import type { EventExport } from '../event-export.js';
import { ga4DatedRows } from './ga4-dated-rows.js';
import { GA4_DAYS } from './ga4-days.js';
import { ga4DeliveredEventsSql, ga4DeliveriesSql, ga4EventsSql } from './ga4-events.js';
import { ga4Features } from './ga4-features.js';
import { GA4_JSON_COLUMNS, GA4_JSON_FORMS } from './ga4-json-columns.js';
import { ga4Presence } from './ga4-presence.js';
import { ga4NumericMoments, ga4Relation } from './ga4-relation.js';
import { GA4_ROLES } from './ga4-roles.js';

/** The BigQuery export of a Google Analytics 4 property. */
export const ga4Export: EventExport = {
  type: 'ga4',
  days: GA4_DAYS,
  jsonColumns: GA4_JSON_COLUMNS,
  jsonForms: GA4_JSON_FORMS,
  roles: GA4_ROLES,
  versions: {},
  presence: ga4Presence,
  numericMoments: ga4NumericMoments,
  relation: ga4Relation,
  datedRows: ga4DatedRows,
  defaultFeatures: ga4Features,
  deliveredEventsSql: ga4DeliveredEventsSql,
  eventsSql: ga4EventsSql,
  deliveriesSql: ga4DeliveriesSql,
};
