import type { IntegerType } from '../export-schema.js';

const texts = (names: string) => names.split(' ').map((name) => `"${name}" VARCHAR`);
const struct = (...fields: readonly (string | readonly string[])[]) => `STRUCT(${fields.flat().join(', ')})`;

const DFP =
  'Clicks Impressions MatchedQueries MeasurableImpressions Queries RevenueCpm RevenueCpc ViewableImpressions PagesViewed';
const ADX = 'Clicks Impressions MatchedQueries MeasurableImpressions Queries Revenue ViewableImpressions PagesViewed';
const ADS =
  'adsViewed adsUnitsViewed adsUnitsMatched viewableAdsViewed measurableAdsViewed adsPagesViewed adsClicked adsRevenue';

/**
 * Columns of a Universal Analytics export's day table, with their DuckDB types, in the order of the public sample.
 * @see https://support.google.com/analytics/answer/3437719
 */
export function uaColumns(integer: IntegerType): Readonly<Record<string, string>> {
  const whole = (names: string) => names.split(' ').map((name) => `"${name}" ${integer}`);
  const prefixed = (prefix: string, names: string) => whole(names.replaceAll(/(?<=^| )/g, prefix));
  const dimensions = `${struct(whole('index'), texts('value'))}[]`;
  const publisher = struct(
    prefixed('dfp', DFP),
    prefixed('adsenseBackfillDfp', DFP),
    prefixed('adxBackfillDfp', DFP),
    prefixed('adx', ADX),
    whole(ADS),
    texts('dfpAdGroup dfpAdUnits dfpNetworkId'),
  );
  const numbered = (name: string) => [1, 2, 3, 4, 5].map((number) => `${name}${number}`).join(' ');
  const product = struct(
    texts('productSKU v2ProductName v2ProductCategory productVariant productBrand'),
    whole('productRevenue localProductRevenue productPrice localProductPrice productQuantity'),
    whole('productRefundAmount localProductRefundAmount'),
    ['isImpression BOOLEAN', 'isClick BOOLEAN', `customDimensions ${dimensions}`],
    [`customMetrics ${struct(whole('index value'))}[]`],
    texts('productListName'),
    whole('productListPosition'),
    texts('productCouponCode'),
  );
  const hit = struct(
    whole('hitNumber time hour minute'),
    ['isSecure BOOLEAN', 'isInteraction BOOLEAN', 'isEntrance BOOLEAN', 'isExit BOOLEAN'],
    texts('referer'),
    `page ${struct(texts('pagePath hostname pageTitle searchKeyword searchCategory pagePathLevel1 pagePathLevel2 pagePathLevel3 pagePathLevel4'))}`,
    `"transaction" ${struct(
      texts('transactionId'),
      whole('transactionRevenue transactionTax transactionShipping'),
      texts('affiliation currencyCode'),
      whole('localTransactionRevenue localTransactionTax localTransactionShipping'),
      texts('transactionCoupon'),
    )}`,
    `item ${struct(
      texts('transactionId productName productCategory productSku'),
      whole('itemQuantity itemRevenue'),
      texts('currencyCode'),
      whole('localItemRevenue'),
    )}`,
    `contentInfo ${struct(texts('contentDescription'))}`,
    `appInfo ${struct(texts('name version id installerId appInstallerId appName appVersion appId screenName landingScreenName exitScreenName screenDepth'))}`,
    `exceptionInfo ${struct(texts('description'), 'isFatal BOOLEAN', whole('exceptions fatalExceptions'))}`,
    `eventInfo ${struct(texts('eventCategory eventAction eventLabel'), whole('eventValue'))}`,
    `product ${product}[]`,
    `promotion ${struct(texts('promoId promoName promoCreative promoPosition'))}[]`,
    'promotionActionInfo STRUCT(promoIsView BOOLEAN, promoIsClick BOOLEAN)',
    `refund ${struct(whole('refundAmount localRefundAmount'))}`,
    `eCommerceAction ${struct(texts('action_type'), whole('step'), texts('option'))}`,
    `experiment ${struct(texts('experimentId experimentVariant'))}[]`,
    `publisher ${publisher}`,
    `customVariables ${struct(whole('index'), texts('customVarName customVarValue'))}[]`,
    `customDimensions ${dimensions}`,
    `customMetrics ${struct(whole('index value'))}[]`,
    texts('type'),
    `social ${struct(
      texts('socialInteractionNetwork socialInteractionAction'),
      whole('socialInteractions'),
      texts('socialInteractionTarget socialNetwork'),
      whole('uniqueSocialInteractions'),
      texts('hasSocialSourceReferral socialInteractionNetworkAction'),
    )}`,
    `latencyTracking ${struct(
      whole('pageLoadSample pageLoadTime pageDownloadTime redirectionTime speedMetricsSample domainLookupTime'),
      whole('serverConnectionTime serverResponseTime domLatencyMetricsSample domInteractiveTime'),
      whole('domContentLoadedTime userTimingValue userTimingSample'),
      texts('userTimingVariable userTimingCategory userTimingLabel'),
    )}`,
    `sourcePropertyInfo ${struct(texts('sourcePropertyDisplayName sourcePropertyTrackingId'))}`,
    `contentGroup ${struct(texts(numbered('contentGroup')), texts(numbered('previousContentGroup')), whole(numbered('contentGroupUniqueViews')))}`,
    texts('dataSource'),
    `publisher_infos ${publisher}[]`,
  );
  return {
    visitorId: integer,
    visitNumber: integer,
    visitId: integer,
    visitStartTime: integer,
    date: 'VARCHAR',
    totals: struct(
      whole('visits hits pageviews timeOnSite bounces transactions transactionRevenue newVisits screenviews'),
      whole('uniqueScreenviews timeOnScreen totalTransactionRevenue sessionQualityDim'),
    ),
    trafficSource: struct(
      texts('referralPath campaign source medium keyword adContent'),
      `adwordsClickInfo ${struct(
        whole('campaignId adGroupId creativeId criteriaId page'),
        texts('slot criteriaParameters gclId'),
        whole('customerId'),
        texts('adNetworkType'),
        `targetingCriteria ${struct(whole('boomUserlistId'))}`,
        'isVideoAd BOOLEAN',
      )}`,
      'isTrueDirect BOOLEAN',
      texts('campaignCode'),
    ),
    device: struct(
      texts('browser browserVersion browserSize operatingSystem operatingSystemVersion'),
      'isMobile BOOLEAN',
      texts('mobileDeviceBranding mobileDeviceModel mobileInputSelector mobileDeviceInfo mobileDeviceMarketingName'),
      texts('flashVersion'),
      'javaEnabled BOOLEAN',
      texts('language screenColors screenResolution deviceCategory'),
    ),
    geoNetwork: struct(
      texts('continent subContinent country region metro city cityId networkDomain latitude longitude networkLocation'),
    ),
    customDimensions: dimensions,
    hits: `${hit}[]`,
    fullVisitorId: 'VARCHAR',
    userId: 'VARCHAR',
    clientId: 'VARCHAR',
    channelGrouping: 'VARCHAR',
    socialEngagementType: 'VARCHAR',
  };
}
