import { exportColumns, type IntegerType, paramType } from './export-schema.js';
import { TRANSACTION } from './flat-events.js';

const SITE = 'https://shop.example';

/** SELECT of one day of the export, nested and typed as GA4 does; `suffix` is the day as YYYYMMDD. */
export function exportQuery(day: number, suffix: string, integer: IntegerType): string {
  const expressions = exportExpressions(suffix, integer);
  const columns = Object.entries(exportColumns(integer)).map(
    ([name, type]) => `CAST(${expressions[name] ?? 'NULL'} AS ${type}) AS ${name}`,
  );
  return `SELECT ${columns.join(',\n  ')}
    FROM events e
    JOIN names n ON n.code = e.name
    JOIN pages p ON p.code = e.page
    JOIN devices_in_places t ON t.device_code = e.device AND t.place_code = e.place
    JOIN sources s ON s.code = e.source
    LEFT JOIN baskets b ON b.first = e.basket_first AND b.count = e.basket_count AND b.quantity = e.basket_quantity
    LEFT JOIN shoppers u ON u.shopper = e.shopper
    WHERE e.day = ${day}`;
}

function exportExpressions(suffix: string, integer: IntegerType): Readonly<Record<string, string>> {
  const whole = (expression: string) => `CAST(CAST(${expression} AS BIGINT) AS ${integer})`;
  const purchase = (expression: string) => `CASE WHEN n.event_name = 'purchase' THEN ${expression} END`;
  const transaction = `CASE e.transaction_as WHEN ${TRANSACTION.none} THEN NULL WHEN ${TRANSACTION.notSet} THEN '(not set)'
    ELSE CAST(CAST(e.transaction_id AS BIGINT) AS VARCHAR) END`;
  return {
    event_date: `'${suffix}'`,
    event_timestamp: whole('e.micros'),
    event_name: 'n.event_name',
    event_params: params(integer, transaction),
    event_value_in_usd: purchase('b.value'),
    event_bundle_sequence_id: whole('floor(e.micros / 60000000) * 1000 + e.shopper % 1000'),
    user_pseudo_id: 'u.user_pseudo_id',
    privacy_info: `{'uses_transient_token': CASE WHEN e.shopper < 0 THEN 'Yes' ELSE 'No' END}`,
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
      'transaction_id': CASE WHEN n.event_name = 'purchase' THEN ${transaction} WHEN b.count IS NOT NULL THEN '(not set)' END}`,
    items: 'coalesce(b.items, [])',
  };
}

function params(integer: IntegerType, transaction: string): string {
  const param = (key: string, values: { text?: string; int?: string; double?: string } = {}) =>
    `{'key': '${key}', 'value': {'string_value': CAST(${values.text ?? 'NULL'} AS VARCHAR),
      'int_value': CAST(CAST(${values.int ?? 'NULL'} AS BIGINT) AS ${integer}),
      'float_value': CAST(NULL AS DOUBLE), 'double_value': CAST(${values.double ?? 'NULL'} AS DOUBLE)}}`;
  const none = `CAST([] AS ${paramType(integer)}[])`;
  const when = (condition: string, ...list: string[]) =>
    `CASE WHEN ${condition} THEN [${list.join(', ')}] ELSE ${none} END`;
  const path = `CASE WHEN p.path = '/product' AND e.basket_first >= 0 THEN '/product/' || e.basket_first ELSE p.path END`;
  const lists = [
    `[${[
      param('page_location', { text: `'${SITE}' || ${path}` }),
      param('page_title', { text: 'p.title' }),
      // The key is always there; on a landing page without a referrer all its values are null.
      param('page_referrer', { text: `CASE WHEN e.page > 1 THEN '${SITE}/home' END` }),
      param('session_engaged', {
        text: `CASE WHEN e.engaged_as_integer = 0 THEN '1' END`,
        int: `CASE WHEN e.engaged_as_integer = 1 THEN 1 END`,
      }),
    ].join(', ')}]`,
    when(
      'e.session_id >= 0',
      param('ga_session_id', { int: 'e.session_id' }),
      param('ga_session_number', { int: 'e.session_number' }),
    ),
    when('e.engagement >= 0', param('engagement_time_msec', { int: 'e.engagement' })),
    when(`s.medium = 'cpc'`, param('gclid')),
    when(
      `n.event_name = 'page_view'`,
      param('source', { text: 's.source' }),
      param('medium', { text: 's.medium' }),
      param('campaign', { text: 's.campaign' }),
    ),
    when(`n.event_name = 'scroll'`, param('percent_scrolled', { int: '90' })),
    when(`n.event_name = 'view_search_results'`, param('search_term', { text: `'gift'` })),
    when(
      `n.event_name = 'purchase'`,
      param('transaction_id', {
        text: `CASE WHEN e.transaction_as <> ${TRANSACTION.number} THEN ${transaction} END`,
        int: `CASE WHEN e.transaction_as = ${TRANSACTION.number} THEN e.transaction_id END`,
      }),
      param('currency', { text: `'USD'` }),
      param('value', {
        int: 'CASE WHEN e.value_as_integer = 1 THEN floor(b.value) END',
        double: 'CASE WHEN e.value_as_integer = 0 THEN b.value END',
      }),
    ),
  ];
  return lists.reduce((all, list) => `list_concat(${all}, ${list})`);
}
