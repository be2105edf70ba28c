/** What a field of an export holds, as Google documents it. */
export type DeclaredType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  /** Microseconds since the epoch, UTC. */
  | 'moment'
  | DeclaredFields
  | readonly [DeclaredFields];

/** The fields of a record; a repeated record is written in brackets. */
export interface DeclaredFields {
  readonly [field: string]: DeclaredType;
}

/** Fields of one type. */
export function declaredFields<T extends DeclaredType>(type: T, ...names: string[]): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

const all = declaredFields;

/** The fields of a parameter's value; one of them is filled. */
export const VALUE_FIELDS = {
  string_value: 'text',
  int_value: 'integer',
  float_value: 'number',
  double_value: 'number',
} as const satisfies DeclaredFields;

const keyed = (value: DeclaredFields): readonly [DeclaredFields] => [{ key: 'text', value }];

const campaign = (...names: string[]) => all('text', 'campaign_id', 'campaign_name', 'source', 'medium', ...names);

/**
 * The columns of a GA4 export.
 * @see https://support.google.com/analytics/answer/7029846
 */
export const DECLARED_COLUMNS = {
  event_date: 'text',
  event_timestamp: 'moment',
  event_name: 'text',
  event_params: keyed(VALUE_FIELDS),
  event_previous_timestamp: 'moment',
  event_value_in_usd: 'number',
  event_bundle_sequence_id: 'integer',
  event_server_timestamp_offset: 'integer',
  user_id: 'text',
  user_pseudo_id: 'text',
  privacy_info: all('text', 'analytics_storage', 'ads_storage', 'uses_transient_token'),
  user_properties: keyed({ ...VALUE_FIELDS, set_timestamp_micros: 'integer' }),
  user_first_touch_timestamp: 'moment',
  user_ltv: { revenue: 'number', currency: 'text' },
  device: {
    ...all('text', 'category', 'mobile_brand_name', 'mobile_model_name', 'mobile_marketing_name'),
    ...all('text', 'mobile_os_hardware_model', 'operating_system', 'operating_system_version', 'vendor_id'),
    ...all('text', 'advertising_id', 'language', 'is_limited_ad_tracking', 'browser', 'browser_version'),
    time_zone_offset_seconds: 'integer',
    web_info: all('text', 'browser', 'browser_version', 'hostname'),
  },
  geo: all('text', 'continent', 'sub_continent', 'country', 'region', 'city', 'metro'),
  app_info: all('text', 'id', 'version', 'install_store', 'firebase_app_id', 'install_source'),
  traffic_source: all('text', 'name', 'medium', 'source'),
  stream_id: 'text',
  platform: 'text',
  event_dimensions: { hostname: 'text' },
  ecommerce: {
    ...all('integer', 'total_item_quantity', 'unique_items'),
    ...all('number', 'purchase_revenue_in_usd', 'purchase_revenue', 'refund_value_in_usd', 'refund_value'),
    ...all('number', 'shipping_value_in_usd', 'shipping_value', 'tax_value_in_usd', 'tax_value'),
    transaction_id: 'text',
  },
  items: [
    {
      ...all('text', 'item_id', 'item_name', 'item_brand', 'item_variant', 'item_category', 'item_category2'),
      ...all('text', 'item_category3', 'item_category4', 'item_category5', 'coupon', 'affiliation', 'location_id'),
      ...all('text', 'item_list_id', 'item_list_name', 'item_list_index', 'promotion_id', 'promotion_name'),
      ...all('text', 'creative_name', 'creative_slot'),
      ...all('number', 'price_in_usd', 'price', 'item_revenue_in_usd', 'item_revenue', 'item_refund_in_usd'),
      item_refund: 'number',
      quantity: 'integer',
      item_params: keyed(VALUE_FIELDS),
    },
  ],
  collected_traffic_source: all(
    'text',
    ...['manual_campaign_id', 'manual_campaign_name', 'manual_source', 'manual_medium', 'manual_term'],
    ...['manual_content', 'manual_source_platform', 'manual_creative_format', 'manual_marketing_tactic'],
    ...['gclid', 'dclid', 'srsltid'],
  ),
  is_active_user: 'boolean',
  batch_event_index: 'integer',
  batch_page_id: 'integer',
  batch_ordering_id: 'integer',
  session_traffic_source_last_click: {
    manual_campaign: campaign('term', 'content', 'source_platform', 'creative_format', 'marketing_tactic'),
    google_ads_campaign: all(
      'text',
      ...['customer_id', 'account_name', 'campaign_id', 'campaign_name', 'ad_group_id', 'ad_group_name'],
    ),
    cross_channel_campaign: campaign('source_platform', 'default_channel_group', 'primary_channel_group'),
    sa360_campaign: campaign(
      ...['ad_group_id', 'ad_group_name', 'creative_format', 'engine_account_name', 'engine_account_type'],
      ...['manager_account_name'],
    ),
    cm360_campaign: campaign(
      ...['account_id', 'account_name', 'advertiser_id', 'advertiser_name', 'creative_format', 'creative_id'],
      ...['creative_name', 'creative_type', 'creative_type_id', 'creative_version', 'placement_id'],
      ...['placement_cost_structure', 'placement_name', 'rendering_id', 'site_id', 'site_name'],
    ),
    dv360_campaign: campaign(
      ...['advertiser_id', 'advertiser_name', 'creative_format', 'creative_id', 'creative_name', 'exchange_id'],
      ...['exchange_name', 'insertion_order_id', 'insertion_order_name', 'line_item_id', 'line_item_name'],
      ...['partner_id', 'partner_name'],
    ),
  },
  publisher: {
    ad_revenue_in_usd: 'number',
    ...all('text', 'ad_format', 'ad_source_name', 'ad_unit_id'),
  },
} as const satisfies DeclaredFields;

export type DeclaredColumn = keyof typeof DECLARED_COLUMNS;

/** Without these an event cannot be read. */
export const REQUIRED_COLUMNS = [
  'event_timestamp',
  'event_name',
  'user_pseudo_id',
  'event_params',
] as const satisfies readonly DeclaredColumn[];

/** The columns that the flat events are made from. */
export const READ_COLUMNS = [
  ...REQUIRED_COLUMNS,
  ...['user_first_touch_timestamp', 'device', 'geo', 'traffic_source', 'ecommerce', 'items'],
  ...['collected_traffic_source', 'session_traffic_source_last_click'],
  ...['batch_page_id', 'batch_ordering_id', 'batch_event_index'],
] as readonly DeclaredColumn[];

/** True for a record; false for a repeated one. */
export function isRecord(type: DeclaredType): type is DeclaredFields {
  return typeof type === 'object' && !isRepeated(type);
}

/** The field of that name, compared without case; undefined where there is none. */
export function declaredField(fields: DeclaredFields, name: string): DeclaredType | undefined {
  const lower = name.toLowerCase();
  return Object.entries(fields).find(([key]) => key.toLowerCase() === lower)?.[1];
}

export function isRepeated(type: DeclaredType): type is readonly [DeclaredFields] {
  return Array.isArray(type);
}

/** True for a list of keys and values. */
export function isKeyed(type: DeclaredType): boolean {
  return isRepeated(type) && 'key' in type[0] && 'value' in type[0];
}
