import { EVENT_NAMES, PAGES } from '../events/simulated-event.js';
import { CATALOGUE } from '../model/catalogue-items.js';
import { DEVICES, PLACES, SOURCES } from '../model/trait-catalogue.js';
import { exportColumns, type IntegerType, itemType } from './export-schema.js';

const LARGEST_BASKET = { count: 3, quantity: 2 };

/** Statements that create what the codes of the flat events stand for, already nested as the export needs it. */
export function dimensionStatements(integer: IntegerType): string[] {
  const types = exportColumns(integer);
  return [
    table(
      'names',
      ['code', 'event_name'],
      EVENT_NAMES.map((name, code) => [code, name]),
    ),
    table(
      'pages',
      ['code', 'path', 'title'],
      PAGES.map((page, code) => [code, `/${page}`, `Shop ${page}`]),
    ),
    table(
      'device_codes',
      ['code', 'category', 'os', 'brand', 'browser', 'browser_version'],
      DEVICES.map((d, code) => [code, d.category, d.operatingSystem, d.brand, d.browser, d.browserVersion]),
    ),
    table(
      'place_codes',
      ['code', 'continent', 'sub_continent', 'country', 'region', 'city', 'language'],
      PLACES.map((p, code) => [code, p.continent, p.subContinent, p.country, p.region, p.city, p.language]),
    ),
    table(
      'sources',
      ['code', 'source', 'medium', 'campaign'],
      SOURCES.map((s, code) => [code, s.source, s.medium, s.campaign]),
    ),
    `CREATE TABLE devices_in_places AS SELECT d.code AS device_code, p.code AS place_code,
       CAST({'category': category, 'mobile_brand_name': brand, 'mobile_model_name': browser,
         'mobile_marketing_name': '<Other>', 'operating_system': os, 'operating_system_version': '<Other>',
         'language': "language", 'is_limited_ad_tracking': 'No',
         'web_info': {'browser': browser, 'browser_version': browser_version}} AS ${types.device}) AS device,
       CAST({'continent': continent, 'sub_continent': sub_continent, 'country': country, 'region': region,
         'city': city, 'metro': '(not set)'} AS ${types.geo}) AS geo
     FROM device_codes d CROSS JOIN place_codes p`,
    table(
      'catalogue',
      ['place', 'id', 'name', 'category', 'price'],
      CATALOGUE.map((item, place) => [place, item.id, item.name, item.category, item.price]),
    ),
    basketStatement(integer),
  ];
}

function basketStatement(integer: IntegerType): string {
  const notSet = ['item_category2', 'item_category3', 'item_category4', 'item_category5', 'coupon', 'affiliation']
    .map((name) => `'${name}': '(not set)'`)
    .join(', ');
  return `CREATE TABLE baskets AS
    WITH lines AS (
      SELECT f.place AS first, n.count, q.quantity, l.line, i.*, CASE WHEN l.line = 0 THEN q.quantity ELSE 1 END AS pieces
      FROM catalogue f, range(1, ${LARGEST_BASKET.count + 1}) n(count), range(1, ${LARGEST_BASKET.quantity + 1}) q(quantity),
        range(0, ${LARGEST_BASKET.count}) l(line)
      JOIN catalogue i ON i.place = (f.place + l.line) % ${CATALOGUE.length}
      WHERE l.line < n.count)
    SELECT first, count, quantity, SUM(price * pieces)::DOUBLE AS value, SUM(pieces)::INTEGER AS pieces,
      LIST(CAST({'item_id': id, 'item_name': name, 'item_brand': 'Simulated', 'item_variant': '(not set)',
        'item_category': category, 'price': price, 'price_in_usd': price, 'quantity': pieces, ${notSet}}
        AS ${itemType(integer)}) ORDER BY line) AS items
    FROM lines GROUP BY first, count, quantity`;
}

function table(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
  return `CREATE TABLE ${name} AS SELECT * FROM (VALUES ${values}) AS rows(${columns.map((c) => `"${c}"`).join(', ')})`;
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
