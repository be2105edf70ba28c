import type { SiteKind } from '../../kinds/site-kind.js';
import type { IntegerType } from '../export-schema.js';
import { personIdSql } from '../person-id-sql.js';
import { uaColumns } from './ua-schema.js';

/** Index of the custom dimension that carries the id of signed-in people, and of one that carries the continent. */
export const UA_DIMENSIONS = { userId: 1, continent: 4 } as const;

/** SQL of `fullVisitorId`, over the two halves of a device's id. */
export const fullVisitorIdSql = `CAST(CAST(number AS BIGINT) * 10000000000 + tail AS VARCHAR)`;

/** The statement that creates what the hits of a kind of site are, by the code of its events. */
export function uaHitStatement({ uaHits = [] }: SiteKind): string {
  const text = (value?: string) => (value === undefined ? 'CAST(NULL AS VARCHAR)' : `'${value}'`);
  const rows = uaHits.map(
    (hit) =>
      `('${hit.event}', '${hit.type}', '${hit.action}', ${text(hit.eventCategory)}, ${text(hit.eventAction)}, ${text(hit.eventLabel)})`,
  );
  return `CREATE TABLE ua_hits AS SELECT n.code, h.* FROM (VALUES ${rows.join(', ')})
      AS h(event_name, type, action, category, event_action, label) JOIN names n USING (event_name)`;
}

/** SELECT of one day of a Universal Analytics export: a row per session, its hits nested; `suffix` is YYYYMMDD. */
export function uaQuery(kind: SiteKind, day: number, suffix: string, integer: IntegerType): string {
  const columns = Object.entries(uaColumns(integer)).map(
    ([name, type]) => `CAST(${SESSION[name] ?? (name === 'date' ? `'${suffix}'` : 'NULL')} AS ${type}) AS "${name}"`,
  );
  return `WITH hits AS (
      SELECT e.*, h.type, h.action, h.category, h.event_action, h.label, p.title, ${kind.pathSql ?? 'p.path'} AS path,
        CASE WHEN h.action = '6' THEN ${TRANSACTION_ID} END AS order_id,
        CASE WHEN h.action = '6' THEN CAST(round(b.value * 1000000) AS BIGINT) END AS order_micros, b.items,
        ROW_NUMBER() OVER session AS hit_number, MIN(e.micros) OVER whole AS started,
        MIN(e.micros) FILTER (h.type = 'PAGE') OVER whole AS entered, MAX(e.micros) FILTER (h.type = 'PAGE') OVER whole AS left_at
      FROM events e JOIN ua_hits h ON h.code = e.name JOIN pages p ON p.code = e.page
      LEFT JOIN baskets b ON b.first = e.basket_first AND b.count = e.basket_count AND b.quantity = e.basket_quantity AND b.price_factor = e.price_factor
      -- The page of a confirmation is loaded once: by the hit of its purchase.
      WHERE e.day = ${day} AND e.browser >= 0 AND NOT (h.event_name = 'page_view' AND p.path = '/confirmation')
      WINDOW session AS (PARTITION BY e.browser, e.session_id ORDER BY e.micros, e.person), whole AS (PARTITION BY e.browser, e.session_id)
    ), sessions AS (
      SELECT browser, session_id, MIN(session_number) AS session_number, MIN(started) AS started, MAX(micros) AS ended,
        ARG_MIN(device, micros) AS device, ARG_MIN(place, micros) AS place,
        ARG_MIN(source, micros) AS source, COUNT(*) AS hits, COUNT(*) FILTER (type = 'PAGE') AS pageviews,
        NULLIF(COUNT(order_id), 0) AS orders, SUM(order_micros) AS order_micros,
        MAX(person) FILTER (signed_in = 1) AS member, LIST(${hitSql(kind)} ORDER BY hit_number) AS hit_list
      FROM hits GROUP BY browser, session_id)
    SELECT ${columns.join(',\n  ')}
    FROM sessions e JOIN browsers u USING (browser) JOIN sources s ON s.code = e.source
    JOIN device_codes d ON d.code = e.device JOIN place_codes c ON c.code = e.place
    ORDER BY e.started, e.browser`;
}

// Without a transaction id Universal Analytics knows no transaction: those that GA4 lacks have one of their own.
const TRANSACTION_ID = `'ORD' || CASE WHEN e.transaction_id > 0 THEN CAST(CAST(e.transaction_id AS BIGINT) AS VARCHAR)
  ELSE CAST(CAST(e.micros AS BIGINT) AS VARCHAR) END`;

const MEMBER = `CASE WHEN e.member IS NOT NULL THEN ${personIdSql('e.member')} END`;

const SESSION: Readonly<Record<string, string>> = {
  visitNumber: 'CAST(e.session_number AS BIGINT)',
  visitId: 'CAST(e.session_id AS BIGINT)',
  visitStartTime: 'CAST(floor(e.started / 1000000) AS BIGINT)',
  totals: `{'visits': 1, 'hits': e.hits, 'pageviews': e.pageviews,
    'timeOnSite': NULLIF(CAST(floor((e.ended - e.started) / 1000000) AS BIGINT), 0),
    'bounces': CASE WHEN e.hits = 1 THEN 1 END, 'transactions': e.orders,
    'transactionRevenue': CAST(e.order_micros AS BIGINT), 'totalTransactionRevenue': CAST(e.order_micros AS BIGINT),
    'newVisits': CASE WHEN e.session_number = 1 THEN 1 END}`,
  trafficSource: `{'source': s.source, 'medium': s.medium,
    'campaign': CASE WHEN s.campaign LIKE '(%' THEN '(not set)' ELSE s.campaign END,
    'isTrueDirect': CASE WHEN s.source = '(direct)' THEN TRUE END}`,
  device: `{'browser': d.browser, 'browserVersion': d.browser_version, 'operatingSystem': d.os,
    'isMobile': d.category <> 'desktop', 'mobileDeviceBranding': d.brand, 'language': c.language,
    'deviceCategory': d.category}`,
  geoNetwork: `{'continent': c.continent, 'subContinent': c.sub_continent, 'country': c.country, 'region': c.region,
    'metro': '(not set)', 'city': c.city}`,
  customDimensions: `list_concat(
    CASE WHEN e.member IS NOT NULL THEN [{'index': ${UA_DIMENSIONS.userId}, 'value': ${MEMBER}}] END,
    [{'index': ${UA_DIMENSIONS.continent}, 'value': c.continent}])`,
  hits: 'e.hit_list',
  fullVisitorId: 'u.user_pseudo_id',
  userId: MEMBER,
  clientId: 'u.client_id',
  channelGrouping: `CASE s.medium WHEN 'organic' THEN 'Organic Search' WHEN '(none)' THEN 'Direct' WHEN 'email' THEN 'Email'
    WHEN 'social' THEN 'Social' WHEN 'cpc' THEN 'Paid Search' ELSE 'Referral' END`,
  socialEngagementType: `'Not Socially Engaged'`,
};

function hitSql({ site }: SiteKind): string {
  const host = site.replace(/^https:\/\//, '');
  const price = 'CAST(round(i.price * 1000000) AS BIGINT)';
  const quantity = 'CAST(i.quantity AS BIGINT)';
  return `{'hitNumber': hit_number, 'time': CAST(floor((micros - started) / 1000) AS BIGINT),
    'hour': CAST(floor(micros / 3600000000) AS BIGINT) % 24, 'minute': CAST(floor(micros / 60000000) AS BIGINT) % 60,
    'isInteraction': TRUE, 'isEntrance': CASE WHEN micros = entered THEN TRUE END,
    'isExit': CASE WHEN micros = left_at THEN TRUE END,
    'page': {'pagePath': path, 'hostname': '${host}', 'pageTitle': title,
      'searchKeyword': CASE WHEN path = '/search' THEN 'gift' END, 'pagePathLevel1': path},
    'transaction': {'transactionId': order_id, 'transactionRevenue': order_micros,
      'localTransactionRevenue': order_micros, 'currencyCode': 'USD',
      'affiliation': CASE WHEN order_id IS NOT NULL THEN 'Simulated' END},
    'eventInfo': CASE WHEN type = 'EVENT' THEN
      {'eventCategory': category, 'eventAction': event_action, 'eventLabel': label} END,
    'product': list_transform(coalesce(items, []), lambda i: {'productSKU': i.item_id, 'v2ProductName': i.item_name,
      'v2ProductCategory': i.item_category, 'productVariant': '(not set)', 'productBrand': i.item_brand,
      'productRevenue': CASE WHEN action = '6' THEN ${price} * ${quantity} END, 'productPrice': ${price},
      'localProductPrice': ${price}, 'productQuantity': ${quantity},
      'isImpression': CASE WHEN action = '0' THEN TRUE END, 'isClick': CASE WHEN action = '1' THEN TRUE END}),
    'eCommerceAction': {'action_type': action, 'step': 1}, 'type': type, 'dataSource': 'web'}`;
}
