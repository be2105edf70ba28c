import type { DescribedColumn } from '../duckdb-schema.js';

const struct = (fields: Readonly<Record<string, string>>) =>
  `STRUCT(${Object.entries(fields)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ')})`;

const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'VARCHAR']));

const paramValue = struct(texts('string_value', 'int_value', 'float_value', 'double_value'));

/** GA4's export columns as JSON files hold them: nested as in BigQuery, every scalar as text. */
export const GA4_JSON_COLUMNS: readonly DescribedColumn[] = Object.entries({
  event_date: 'VARCHAR',
  event_timestamp: 'VARCHAR',
  event_name: 'VARCHAR',
  event_params: `${struct({ key: 'VARCHAR', value: paramValue })}[]`,
  event_previous_timestamp: 'VARCHAR',
  event_value_in_usd: 'VARCHAR',
  user_id: 'VARCHAR',
  user_pseudo_id: 'VARCHAR',
  user_properties: `${struct({ key: 'VARCHAR', value: paramValue })}[]`,
  user_first_touch_timestamp: 'VARCHAR',
  device: struct({
    ...texts('category', 'mobile_brand_name', 'mobile_model_name', 'mobile_marketing_name'),
    ...texts('operating_system', 'operating_system_version', 'language', 'is_limited_ad_tracking'),
    web_info: struct(texts('browser', 'browser_version', 'hostname')),
  }),
  geo: struct(texts('continent', 'sub_continent', 'country', 'region', 'city', 'metro')),
  app_info: struct(texts('id', 'version', 'install_store', 'firebase_app_id', 'install_source')),
  traffic_source: struct(texts('medium', 'name', 'source')),
  stream_id: 'VARCHAR',
  platform: 'VARCHAR',
  ecommerce: struct(
    texts(
      'total_item_quantity',
      'purchase_revenue_in_usd',
      'purchase_revenue',
      'refund_value',
      'shipping_value',
      'tax_value',
      'unique_items',
      'transaction_id',
    ),
  ),
  items: `${struct(
    texts(
      'item_id',
      'item_name',
      'item_brand',
      'item_variant',
      'item_category',
      'item_category2',
      'price_in_usd',
      'price',
      'quantity',
      'item_revenue',
      'coupon',
      'item_list_name',
      'promotion_name',
    ),
  )}[]`,
}).map(([name, type]) => ({ name, type }));
