import type { SiteKind } from '../kinds/site-kind.js';
import { exportColumns, type IntegerType } from './export-schema.js';
import { paramSql } from './param-sql.js';
import { personIdSql } from './person-id-sql.js';
import { transactionSql } from './transaction-sql.js';

/** SELECT of one day of the export, nested and typed as GA4 does; `suffix` is the day as YYYYMMDD. */
export function exportQuery(kind: SiteKind, day: number, suffix: string, integer: IntegerType): string {
  const expressions = exportExpressions(kind, suffix, integer);
  const columns = Object.entries(exportColumns(integer)).map(
    ([name, type]) => `CAST(${expressions[name] ?? 'NULL'} AS ${type}) AS ${name}`,
  );
  return `SELECT ${columns.join(',\n  ')}
    FROM events e
    JOIN names n ON n.code = e.name
    JOIN pages p ON p.code = e.page
    JOIN devices_in_places t ON t.device_code = e.device AND t.place_code = e.place
    JOIN sources s ON s.code = e.source
    LEFT JOIN sources v ON v.code = e.session_source
    LEFT JOIN baskets b ON b.first = e.basket_first AND b.count = e.basket_count AND b.quantity = e.basket_quantity AND b.price_factor = e.price_factor
    LEFT JOIN details d ON d.code = e.detail
    LEFT JOIN (SELECT * FROM browsers WHERE browser IN (SELECT browser FROM events WHERE day = ${day})) u ON u.browser = e.browser
    WHERE e.day = ${day}`;
}

function exportExpressions(kind: SiteKind, suffix: string, integer: IntegerType): Readonly<Record<string, string>> {
  const whole = (expression: string) => `CAST(CAST(${expression} AS BIGINT) AS ${integer})`;
  const purchase = (expression: string) => `CASE WHEN n.event_name = 'purchase' THEN ${expression} END`;
  return {
    event_date: `'${suffix}'`,
    event_timestamp: whole('e.micros'),
    event_name: 'n.event_name',
    event_params: params(kind, integer),
    event_value_in_usd: purchase('b.value'),
    event_bundle_sequence_id: whole('floor(e.micros / 60000000) * 1000 + e.browser % 1000'),
    user_id: `CASE WHEN e.signed_in = 1 THEN ${personIdSql('e.person')} END`,
    user_pseudo_id: 'u.user_pseudo_id',
    privacy_info: `{'uses_transient_token': CASE WHEN e.browser < 0 THEN 'Yes' ELSE 'No' END}`,
    user_properties: '[]',
    user_first_touch_timestamp: `CASE WHEN e.has_first_touch = 1 THEN ${whole('u.first_touch')} END`,
    user_ltv: `{'revenue': coalesce(u.revenue, 0), 'currency': 'USD'}`,
    device: 't.device',
    geo: 't.geo',
    traffic_source: `{'medium': s.medium, 'name': s.campaign, 'source': s.source}`,
    stream_id: whole('2100450000'),
    platform: `'WEB'`,
    ecommerce: `{'total_item_quantity': ${whole('b.pieces')}, 'unique_items': ${whole('b.count')},
      'purchase_revenue': ${purchase('b.value')}, 'purchase_revenue_in_usd': ${purchase('b.value')},
      'transaction_id': CASE WHEN n.event_name = 'purchase' THEN ${transactionSql} WHEN b.count IS NOT NULL THEN '(not set)' END}`,
    items: 'coalesce(b.items, [])',
  };
}

function params(kind: SiteKind, integer: IntegerType): string {
  const sql = paramSql(integer);
  const { param, when } = sql;
  const all = [
    param('page_location', { text: `'${kind.site}' || ${kind.pathSql ?? 'p.path'}` }),
    param('page_title', { text: 'p.title' }),
    // The key is always there; on a landing page without a referrer all its values are null.
    param('page_referrer', { text: `CASE WHEN NOT p.landing THEN '${kind.site}/home' END` }),
    param('session_engaged', {
      text: `CASE WHEN e.engaged_as_integer = 0 THEN '1' END`,
      int: `CASE WHEN e.engaged_as_integer = 1 THEN 1 END`,
    }),
    ...when(
      'e.session_id >= 0',
      param('ga_session_id', { int: 'e.session_id' }),
      param('ga_session_number', { int: 'e.session_number' }),
    ),
    ...when('e.engagement >= 0', param('engagement_time_msec', { int: 'e.engagement' })),
    ...when(`v.medium = 'cpc'`, param('gclid')),
    ...when(
      `n.event_name = 'page_view' AND v.source IS NOT NULL`,
      param('source', { text: 'v.source' }),
      param('medium', { text: 'v.medium' }),
      param('campaign', { text: 'v.campaign' }),
    ),
    ...when(`n.event_name = 'scroll'`, param('percent_scrolled', { int: '90' })),
    ...(kind.params?.(sql) ?? []),
  ];
  // One list, from which those that are null are taken: joining a list per condition copies every list before it again.
  const list = `list_filter([${all.join(', ')}], lambda entry: entry IS NOT NULL)`;
  // Concatenating null adds nothing.
  return kind.details.length > 0 ? `list_concat(${list}, d.params)` : list;
}
