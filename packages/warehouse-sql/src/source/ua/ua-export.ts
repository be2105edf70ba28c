import type { SourceConfig } from '@propensity/core/config';
import type { CustomColumn } from '../event-columns.js';
import type { EventExport } from '../event-export.js';
import { jsonColumnsOf, jsonFormsOf } from '../shape/json-columns.js';
import { UA_COLUMNS, UA_EVENT_COLUMNS } from './ua-columns.js';
import { SESSION_DATE, uaDatedRows } from './ua-dated-rows.js';
import { UA_DAYS } from './ua-days.js';
import { uaDeliveredEventsSql, uaDeliveriesSql, uaEventsSql } from './ua-events.js';
import { uaFeatures } from './ua-features.js';
import { uaPresence } from './ua-presence.js';
import { SESSION_MOMENT, uaNumericMoments, uaRelation } from './ua-relation.js';
import { UA_ROLES } from './ua-roles.js';
import { type UaRules, uaPerson } from './ua-rules.js';
import { UA_SUSPECTS } from './ua-suspects.js';

const AMOUNT_TEXT: CustomColumn = {
  name: 'amount_text',
  type: 'string',
  param: 'value',
  event: UA_ROLES.purchase.events[0],
};

const JSON_COLUMNS = jsonColumnsOf(UA_COLUMNS, ['fullVisitorId', 'userId']);
const JSON_FORMS = jsonFormsOf(UA_COLUMNS);

/** What a configuration says of a Universal Analytics source. */
export type UaSourceOptions = Partial<Pick<Extract<SourceConfig, { readonly type: 'ua' }>, 'userId' | 'where'>>;

/** The BigQuery export of a Universal Analytics view, read as a configuration says: amounts are in the view's currency. */
export function uaExportOf({ userId, where = [] }: UaSourceOptions): EventExport {
  const rules: UaRules = { person: uaPerson(userId), where };
  return {
    type: 'ua',
    days: UA_DAYS,
    columns: UA_EVENT_COLUMNS,
    jsonColumns: JSON_COLUMNS,
    jsonForms: JSON_FORMS,
    momentColumn: SESSION_MOMENT.toLowerCase(),
    dateColumn: SESSION_DATE,
    roles: UA_ROLES,
    where: rules.where,
    suspects: UA_SUSPECTS,
    versions: {},
    currency: null,
    ...(rules.person === null ? {} : { people: { fallback: rules.person.fallback } }),
    amountText: AMOUNT_TEXT,
    // All of a session's hits stand in one column.
    slowToRead: true,
    presence: uaPresence,
    numericMoments: uaNumericMoments,
    relation: (dialect, rows, options = {}) => uaRelation(dialect, rows, options, rules),
    datedRows: uaDatedRows,
    defaultFeatures: uaFeatures,
    deliveredEventsSql: (options) => uaDeliveredEventsSql(options, rules),
    eventsSql: (options) => uaEventsSql(options, rules),
    deliveriesSql: (options) => uaDeliveriesSql(options, rules),
  };
}

/** The export of a view whose users are browsers and whose events are all read. */
export const uaExport: EventExport = uaExportOf({});
