import { declaredFields as all, type DeclaredFields } from '../shape/declared-columns.js';

/** The fields of a product of a hit. */
const PRODUCT = {
  ...all('text', 'productSKU', 'v2ProductName', 'v2ProductCategory', 'productVariant', 'productBrand'),
  ...all('integer', 'productRevenue', 'localProductRevenue', 'productPrice', 'localProductPrice', 'productQuantity'),
  ...all('integer', 'productRefundAmount', 'localProductRefundAmount'),
  ...all('boolean', 'isImpression', 'isClick'),
  customDimensions: [{ index: 'integer', value: 'text' }],
  customMetrics: [{ index: 'integer', value: 'integer' }],
  ...all('text', 'productListName', 'productCouponCode'),
  productListPosition: 'integer',
} as const satisfies DeclaredFields;

/** The fields of a hit. */
const HIT = {
  ...all('integer', 'hitNumber', 'time', 'hour', 'minute'),
  ...all('boolean', 'isSecure', 'isInteraction', 'isEntrance', 'isExit'),
  referer: 'text',
  page: all(
    'text',
    ...['pagePath', 'hostname', 'pageTitle', 'searchKeyword', 'searchCategory'],
    ...['pagePathLevel1', 'pagePathLevel2', 'pagePathLevel3', 'pagePathLevel4'],
  ),
  transaction: {
    ...all('text', 'transactionId', 'affiliation', 'currencyCode', 'transactionCoupon'),
    ...all('integer', 'transactionRevenue', 'transactionTax', 'transactionShipping'),
    ...all('integer', 'localTransactionRevenue', 'localTransactionTax', 'localTransactionShipping'),
  },
  item: {
    ...all('text', 'transactionId', 'productName', 'productCategory', 'productSku', 'currencyCode'),
    ...all('integer', 'itemQuantity', 'itemRevenue', 'localItemRevenue'),
  },
  contentInfo: all('text', 'contentDescription'),
  appInfo: all(
    'text',
    ...['name', 'version', 'id', 'installerId', 'appInstallerId', 'appName', 'appVersion', 'appId'],
    ...['screenName', 'landingScreenName', 'exitScreenName', 'screenDepth'],
  ),
  exceptionInfo: { description: 'text', isFatal: 'boolean', ...all('integer', 'exceptions', 'fatalExceptions') },
  eventInfo: { ...all('text', 'eventCategory', 'eventAction', 'eventLabel'), eventValue: 'integer' },
  product: [PRODUCT],
  promotion: [all('text', 'promoId', 'promoName', 'promoCreative', 'promoPosition')],
  promotionActionInfo: all('boolean', 'promoIsView', 'promoIsClick'),
  refund: all('integer', 'refundAmount', 'localRefundAmount'),
  eCommerceAction: { ...all('text', 'action_type', 'option'), step: 'integer' },
  experiment: [all('text', 'experimentId', 'experimentVariant')],
  customVariables: [{ index: 'integer', ...all('text', 'customVarName', 'customVarValue') }],
  customDimensions: [{ index: 'integer', value: 'text' }],
  customMetrics: [{ index: 'integer', value: 'integer' }],
  type: 'text',
  social: {
    ...all('text', 'socialInteractionNetwork', 'socialInteractionAction', 'socialInteractionTarget', 'socialNetwork'),
    ...all('text', 'hasSocialSourceReferral', 'socialInteractionNetworkAction'),
    ...all('integer', 'socialInteractions', 'uniqueSocialInteractions'),
  },
  latencyTracking: {
    ...all('integer', 'pageLoadTime', 'serverResponseTime', 'domInteractiveTime', 'userTimingValue'),
    ...all('text', 'userTimingVariable', 'userTimingCategory', 'userTimingLabel'),
  },
  sourcePropertyInfo: all('text', 'sourcePropertyDisplayName', 'sourcePropertyTrackingId'),
  contentGroup: all(
    'text',
    ...['contentGroup1', 'contentGroup2', 'contentGroup3', 'contentGroup4', 'contentGroup5'],
    ...['previousContentGroup1', 'previousContentGroup2', 'previousContentGroup3', 'previousContentGroup4'],
    'previousContentGroup5',
  ),
  dataSource: 'text',
} as const satisfies DeclaredFields;

/**
 * The columns of a Universal Analytics export: a row is a session.
 * @see https://support.google.com/analytics/answer/3437719
 */
export const UA_COLUMNS = {
  fullVisitorId: 'text',
  ...all('integer', 'visitNumber', 'visitId'),
  visitStartTime: 'moment',
  date: 'text',
  totals: all(
    'integer',
    ...['visits', 'hits', 'pageviews', 'timeOnSite', 'bounces', 'transactions', 'transactionRevenue', 'newVisits'],
    ...['screenviews', 'uniqueScreenviews', 'timeOnScreen', 'totalTransactionRevenue', 'sessionQualityDim'],
  ),
  trafficSource: {
    ...all('text', 'referralPath', 'campaign', 'source', 'medium', 'keyword', 'adContent', 'campaignCode'),
    adwordsClickInfo: {
      ...all('integer', 'campaignId', 'adGroupId', 'creativeId', 'criteriaId', 'page', 'customerId'),
      ...all('text', 'slot', 'criteriaParameters', 'gclId', 'adNetworkType'),
      isVideoAd: 'boolean',
    },
    isTrueDirect: 'boolean',
  },
  device: {
    ...all('text', 'browser', 'browserVersion', 'browserSize', 'operatingSystem', 'operatingSystemVersion'),
    ...all('text', 'mobileDeviceBranding', 'mobileDeviceModel', 'mobileInputSelector', 'mobileDeviceInfo'),
    ...all('text', 'mobileDeviceMarketingName', 'flashVersion', 'language', 'screenColors', 'screenResolution'),
    deviceCategory: 'text',
    ...all('boolean', 'isMobile', 'javaEnabled'),
  },
  geoNetwork: all(
    'text',
    ...['continent', 'subContinent', 'country', 'region', 'metro', 'city', 'cityId', 'networkDomain'],
    ...['latitude', 'longitude', 'networkLocation'],
  ),
  customDimensions: [{ index: 'integer', value: 'text' }],
  hits: [HIT],
  ...all('text', 'userId', 'clientId', 'channelGrouping', 'socialEngagementType'),
} as const satisfies DeclaredFields;

/** Without these, with dots for nested ones, a hit cannot be told from another, or is of nobody and no moment. */
export const UA_REQUIRED = [
  'fullVisitorId',
  'visitId',
  'visitStartTime',
  'hits.hitNumber',
  'hits.time',
  'hits.type',
] as const;

/**
 * A row of an event: the session's columns, `hits` the one hit that the event is of, and what both are found to be.
 */
export const UA_EVENT_COLUMNS = {
  ...UA_COLUMNS,
  hits: HIT,
  /** The products that the event is about, in the form of `hits.product`. */
  items: [PRODUCT],
  event_name: 'text',
  event_micros: 'integer',
  user_id: 'text',
} as const satisfies DeclaredFields;
