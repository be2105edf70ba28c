import type { EventDetail } from '../events/simulated-event.js';
import type { SiteKind } from '../kinds/site-kind.js';
import { DEVICES } from '../model/traits.js';
import { exportColumns, type IntegerType, itemType, paramType } from './export-schema.js';
import { paramSql } from './param-sql.js';

const LARGEST_BASKET = { count: 3, quantity: 2 };

/**
 * Statements that create what the codes of the flat events stand for, already nested as the export needs it.
 * @param priceFactors what prices are multiplied by on some days
 */
export function dimensionStatements(kind: SiteKind, integer: IntegerType, priceFactors: readonly number[]): string[] {
  const types = exportColumns(integer);
  return [
    table(
      'names',
      ['code', 'event_name'],
      kind.eventNames.map((name, code) => [code, name]),
    ),
    table(
      'pages',
      ['code', 'path', 'title', 'landing'],
      kind.pages.map(({ path, title, landing }, code) => [code, path, title, landing]),
    ),
    table(
      'device_codes',
      ['code', 'category', 'os', 'brand', 'browser', 'browser_version'],
      DEVICES.map((d, code) => [code, d.category, d.operatingSystem, d.brand, d.browser, d.browserVersion]),
    ),
    table(
      'place_codes',
      ['code', 'continent', 'sub_continent', 'country', 'region', 'city', 'language'],
      kind.places.map((p, code) => [code, p.continent, p.subContinent, p.country, p.region, p.city, p.language]),
    ),
    table(
      'sources',
      ['code', 'source', 'medium', 'campaign'],
      kind.sources.map((s, code) => [code, s.source, s.medium, s.campaign]),
    ),
    `CREATE TABLE devices_in_places AS SELECT d.code AS device_code, p.code AS place_code,
       CAST({'category': category, 'mobile_brand_name': brand, 'mobile_model_name': browser,
         'mobile_marketing_name': '<Other>', 'operating_system': os, 'operating_system_version': '<Other>',
         'language': "language", 'is_limited_ad_tracking': 'No',
         'web_info': {'browser': browser, 'browser_version': browser_version}} AS ${types.device}) AS device,
       CAST({'continent': continent, 'sub_continent': sub_continent, 'country': country, 'region': region,
         'city': city, 'metro': '(not set)'} AS ${types.geo}) AS geo
     FROM device_codes d CROSS JOIN place_codes p`,
    detailStatement(kind.details, integer),
    catalogueStatement(kind),
    basketStatement(kind, integer, priceFactors),
  ];
}

function detailStatement(details: readonly EventDetail[], integer: IntegerType): string {
  const { param } = paramSql(integer);
  const list = ({ params }: EventDetail) =>
    Object.entries(params).map(([key, value]) =>
      param(key, typeof value === 'number' ? { int: String(value) } : { text: literal(value) }),
    );
  const rows = details.map((detail, code) => `(${code}, [${list(detail).join(', ')}])`);
  const type = `${paramType(integer)}[]`;
  if (rows.length === 0) return `CREATE TABLE details (code INTEGER, params ${type})`;
  return `CREATE TABLE details AS
    SELECT code, CAST(params AS ${type}) AS params FROM (VALUES ${rows.join(', ')}) AS rows(code, params)`;
}

function catalogueStatement({ catalogue }: SiteKind): string {
  if (catalogue.length === 0) {
    return 'CREATE TABLE catalogue (place INTEGER, id VARCHAR, name VARCHAR, category VARCHAR, price DOUBLE)';
  }
  const rows = catalogue.map((item, place) => [place, item.id, item.name, item.category, item.price]);
  return table('catalogue', ['place', 'id', 'name', 'category', 'price'], rows);
}

function basketStatement({ catalogue }: SiteKind, integer: IntegerType, priceFactors: readonly number[]): string {
  const notSet = ['item_category2', 'item_category3', 'item_category4', 'item_category5', 'coupon', 'affiliation']
    .map((name) => `'${name}': '(not set)'`)
    .join(', ');
  return `CREATE TABLE baskets AS
    WITH lines AS (
      SELECT f.place AS first, n.count, q.quantity, l.line, i.* REPLACE (i.price * x.factor AS price), x.factor AS price_factor, CASE WHEN l.line = 0 THEN q.quantity ELSE 1 END AS pieces
      FROM catalogue f, range(1, ${LARGEST_BASKET.count + 1}) n(count), range(1, ${LARGEST_BASKET.quantity + 1}) q(quantity),
        range(0, ${LARGEST_BASKET.count}) l(line),
        (VALUES ${priceFactors.map((factor) => `(CAST(${factor} AS DOUBLE))`).join(', ')}) x(factor)
      JOIN catalogue i ON i.place = (f.place + l.line) % ${Math.max(catalogue.length, 1)}
      WHERE l.line < n.count)
    SELECT first, count, quantity, price_factor, SUM(price * pieces)::DOUBLE AS value, SUM(pieces)::INTEGER AS pieces,
      LIST(CAST({'item_id': id, 'item_name': name, 'item_brand': 'Simulated', 'item_variant': '(not set)',
        'item_category': category, 'price': price, 'price_in_usd': price, 'quantity': pieces, ${notSet}}
        AS ${itemType(integer)}) ORDER BY line) AS items
    FROM lines GROUP BY first, count, quantity, price_factor`;
}

type Cell = string | number | boolean | null;

function table(name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
  return `CREATE TABLE ${name} AS SELECT * FROM (VALUES ${values}) AS rows(${columns.map((c) => `"${c}"`).join(', ')})`;
}

function literal(value: Cell): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
