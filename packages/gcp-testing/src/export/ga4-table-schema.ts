import type { TableField } from '@google-cloud/bigquery';

const fields = (type: string, ...names: string[]): TableField[] => names.map((name) => ({ name, type }));
const strings = (...names: string[]) => fields('STRING', ...names);
const integers = (...names: string[]) => fields('INTEGER', ...names);
const floats = (...names: string[]) => fields('FLOAT', ...names);
const record = (name: string, members: TableField[]): TableField => ({ name, type: 'RECORD', fields: members });
const repeated = (name: string, members: TableField[]): TableField => ({ ...record(name, members), mode: 'REPEATED' });

const paramValue = [
  ...strings('string_value'),
  ...integers('int_value'),
  ...floats('float_value'),
  ...floats('double_value'),
];

/**
 * The columns of a day table of GA4's export, as BigQuery lists them.
 * @see https://support.google.com/analytics/answer/7029846
 */
export const GA4_TABLE_SCHEMA: TableField[] = [
  ...strings('event_date'),
  ...integers('event_timestamp'),
  ...strings('event_name'),
  repeated('event_params', [...strings('key'), record('value', paramValue)]),
  ...integers('event_previous_timestamp'),
  ...floats('event_value_in_usd'),
  ...integers('event_bundle_sequence_id', 'event_server_timestamp_offset'),
  ...strings('user_id', 'user_pseudo_id'),
  record('privacy_info', strings('analytics_storage', 'ads_storage', 'uses_transient_token')),
  repeated('user_properties', [
    ...strings('key'),
    record('value', [...paramValue, ...integers('set_timestamp_micros')]),
  ]),
  ...integers('user_first_touch_timestamp'),
  record('user_ltv', [...floats('revenue'), ...strings('currency')]),
  record('device', [
    ...strings('category', 'mobile_brand_name', 'mobile_model_name', 'mobile_marketing_name'),
    ...strings('mobile_os_hardware_model', 'operating_system', 'operating_system_version', 'vendor_id'),
    ...strings('advertising_id', 'language', 'is_limited_ad_tracking'),
    ...integers('time_zone_offset_seconds'),
    record('web_info', strings('browser', 'browser_version', 'hostname')),
  ]),
  record('geo', strings('continent', 'sub_continent', 'country', 'region', 'city', 'metro')),
  record('app_info', strings('id', 'version', 'install_store', 'firebase_app_id', 'install_source')),
  record('traffic_source', strings('medium', 'name', 'source')),
  ...strings('stream_id', 'platform'),
  record('event_dimensions', strings('hostname')),
  record('ecommerce', [
    ...integers('total_item_quantity'),
    ...floats('purchase_revenue_in_usd', 'purchase_revenue', 'refund_value_in_usd', 'refund_value'),
    ...floats('shipping_value_in_usd', 'shipping_value', 'tax_value_in_usd', 'tax_value'),
    ...integers('unique_items'),
    ...strings('transaction_id'),
  ]),
  repeated('items', [
    ...strings('item_id', 'item_name', 'item_brand', 'item_variant', 'item_category'),
    ...strings('item_category2', 'item_category3', 'item_category4', 'item_category5'),
    ...floats('price_in_usd', 'price'),
    ...integers('quantity'),
    ...floats('item_revenue_in_usd', 'item_revenue', 'item_refund_in_usd', 'item_refund'),
    ...strings('coupon', 'affiliation', 'location_id', 'item_list_id', 'item_list_name', 'item_list_index'),
    ...strings('promotion_id', 'promotion_name', 'creative_name', 'creative_slot'),
  ]),
];
