import { ga4RowConditions, type SourceConfig } from '@propensity/core/config';
import type { CustomColumn } from '../event-columns.js';
import type { EventExport } from '../event-export.js';
import { CONVERTED_CURRENCY } from '../money/money-sql.js';
import { DECLARED_COLUMNS } from '../shape/declared-columns.js';
import { GA4_ADS_CONSENT } from './ga4-consent.js';
import { EVENT_DATE, ga4DatedRows } from './ga4-dated-rows.js';
import { GA4_DAYS } from './ga4-days.js';
import { ga4DeliveredEventsSql, ga4DeliveriesSql, ga4EventsSql } from './ga4-events.js';
import { ga4Features } from './ga4-features.js';
import { GA4_JSON_COLUMNS, GA4_JSON_FORMS } from './ga4-json-columns.js';
import { ga4Presence } from './ga4-presence.js';
import { EVENT_MOMENT, ga4NumericMoments, ga4Relation } from './ga4-relation.js';
import { GA4_ROLES } from './ga4-roles.js';
import { fieldsRead, type Ga4Rules, ga4Person } from './ga4-rules.js';
import { GA4_SUSPECTS } from './ga4-suspects.js';

const AMOUNT_TEXT: CustomColumn = {
  name: 'amount_text',
  type: 'string',
  param: 'value',
  event: GA4_ROLES.purchase.events[0],
};

/** What a configuration says of a GA4 source. */
export type Ga4SourceOptions = Partial<
  Pick<Extract<SourceConfig, { readonly type: 'ga4' }>, 'currency' | 'userId' | 'where' | 'consent'>
>;

/** The BigQuery export of a Google Analytics 4 property, read as a configuration says. */
export function ga4ExportOf({ currency, userId, where, consent }: Ga4SourceOptions): EventExport {
  const rules: Ga4Rules = {
    currency: currency === undefined || currency === CONVERTED_CURRENCY ? null : currency,
    person: ga4Person(userId),
    where: ga4RowConditions({ where, consent }),
  };
  const reads = fieldsRead(rules);
  return {
    type: 'ga4',
    days: GA4_DAYS,
    columns: DECLARED_COLUMNS,
    jsonColumns: GA4_JSON_COLUMNS,
    jsonForms: GA4_JSON_FORMS,
    momentColumn: EVENT_MOMENT,
    dateColumn: EVENT_DATE,
    roles: GA4_ROLES,
    adsConsent: GA4_ADS_CONSENT,
    where: rules.where,
    suspects: GA4_SUSPECTS,
    versions: {},
    currency: rules.currency,
    ...(rules.person === null ? {} : { people: { fallback: rules.person.fallback } }),
    amountText: AMOUNT_TEXT,
    presence: ga4Presence,
    numericMoments: ga4NumericMoments,
    relation: (dialect, rows, options) => ga4Relation(dialect, rows, options, reads),
    datedRows: ga4DatedRows,
    defaultFeatures: ga4Features,
    deliveredEventsSql: (options) => ga4DeliveredEventsSql(options, rules),
    eventsSql: (options) => ga4EventsSql(options, rules),
    deliveriesSql: (options) => ga4DeliveriesSql(options, rules),
  };
}

/**
 * The export of a property whose users are devices and whose rows are all read.
 * @param currency that is added up, ISO 4217; US dollars, into which Analytics converts, where it is left out
 */
export function ga4ExportIn(currency?: string): EventExport {
  return ga4ExportOf(currency === undefined ? {} : { currency });
}

/** The export of a property whose amounts are added up in US dollars. */
export const ga4Export: EventExport = ga4ExportIn();
