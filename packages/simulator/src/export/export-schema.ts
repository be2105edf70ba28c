/** How 64-bit integers are written: as such in Parquet, as text in JSON, the way `bq` does it. */
export type IntegerType = 'BIGINT' | 'VARCHAR';

const NOT_SET_ITEM_FIELDS = [
  'coupon',
  'affiliation',
  'location_id',
  'item_list_id',
  'item_list_name',
  'item_list_index',
  'promotion_id',
  'promotion_name',
  'creative_name',
  'creative_slot',
];

/** DuckDB type of one entry of `event_params`. */
export function paramType(integer: IntegerType): string {
  return `STRUCT("key" VARCHAR, "value" STRUCT(string_value VARCHAR, int_value ${integer}, float_value DOUBLE, double_value DOUBLE))`;
}

/** DuckDB type of one entry of `items`. */
export function itemType(integer: IntegerType): string {
  const names = ['item_id', 'item_name', 'item_brand', 'item_variant', 'item_category'];
  const texts = [...names, 'item_category2', 'item_category3', 'item_category4', 'item_category5'];
  const amounts = ['item_revenue_in_usd', 'item_revenue', 'item_refund_in_usd', 'item_refund'];
  const fields = [
    ...texts.map((name) => `${name} VARCHAR`),
    'price_in_usd DOUBLE',
    'price DOUBLE',
    `quantity ${integer}`,
    ...amounts.map((name) => `${name} DOUBLE`),
    ...NOT_SET_ITEM_FIELDS.map((name) => `${name} VARCHAR`),
  ];
  return `STRUCT(${fields.join(', ')})`;
}

/**
 * Columns of a GA4 export's day table, in BigQuery's order, with their DuckDB types.
 * @see https://support.google.com/analytics/answer/7029846
 */
export function exportColumns(integer: IntegerType): Readonly<Record<string, string>> {
  const property = `STRUCT(string_value VARCHAR, int_value ${integer}, float_value DOUBLE, double_value DOUBLE, set_timestamp_micros ${integer})`;
  return {
    event_date: 'VARCHAR',
    event_timestamp: integer,
    event_name: 'VARCHAR',
    event_params: `${paramType(integer)}[]`,
    event_previous_timestamp: integer,
    event_value_in_usd: 'DOUBLE',
    event_bundle_sequence_id: integer,
    event_server_timestamp_offset: integer,
    user_id: 'VARCHAR',
    user_pseudo_id: 'VARCHAR',
    privacy_info: 'STRUCT(analytics_storage VARCHAR, ads_storage VARCHAR, uses_transient_token VARCHAR)',
    user_properties: `STRUCT("key" VARCHAR, "value" ${property})[]`,
    user_first_touch_timestamp: integer,
    user_ltv: 'STRUCT(revenue DOUBLE, currency VARCHAR)',
    device: `STRUCT(category VARCHAR, mobile_brand_name VARCHAR, mobile_model_name VARCHAR, mobile_marketing_name VARCHAR, mobile_os_hardware_model VARCHAR, operating_system VARCHAR, operating_system_version VARCHAR, vendor_id VARCHAR, advertising_id VARCHAR, "language" VARCHAR, is_limited_ad_tracking VARCHAR, time_zone_offset_seconds ${integer}, web_info STRUCT(browser VARCHAR, browser_version VARCHAR))`,
    geo: 'STRUCT(continent VARCHAR, sub_continent VARCHAR, country VARCHAR, region VARCHAR, city VARCHAR, metro VARCHAR)',
    app_info:
      'STRUCT(id VARCHAR, "version" VARCHAR, install_store VARCHAR, firebase_app_id VARCHAR, install_source VARCHAR)',
    traffic_source: 'STRUCT(medium VARCHAR, "name" VARCHAR, "source" VARCHAR)',
    stream_id: integer,
    platform: 'VARCHAR',
    event_dimensions: 'STRUCT(hostname VARCHAR)',
    ecommerce: `STRUCT(total_item_quantity ${integer}, purchase_revenue_in_usd DOUBLE, purchase_revenue DOUBLE, refund_value_in_usd DOUBLE, refund_value DOUBLE, shipping_value_in_usd DOUBLE, shipping_value DOUBLE, tax_value_in_usd DOUBLE, tax_value DOUBLE, unique_items ${integer}, transaction_id VARCHAR)`,
    items: `${itemType(integer)}[]`,
  };
}
