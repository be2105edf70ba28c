/**
 * Google Analytics' limits of the Measurement Protocol.
 * @see "Send Measurement Protocol events to Google Analytics", Limitations:
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
 */
export const MEASUREMENT_PROTOCOL_LIMITS = {
  eventsOfRequest: 25,
  parametersOfEvent: 25,
  userProperties: 25,
  userPropertyName: 24,
  userPropertyValue: 36,
  eventName: 40,
  parameterName: 40,
  /** Of a property that is not of Analytics 360. */
  parameterValue: 100,
  /** The body has to be smaller. */
  bodyBytes: 130_000,
} as const;

/**
 * Names that Google keeps for itself.
 * @see "Measurement Protocol reference", Reserved names:
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#reserved_names
 */
export const RESERVED_PREFIXES = ['google_', 'ga_', 'firebase_'] as const;
export const RESERVED_EVENTS: readonly string[] = [
  ...['ad_activeview', 'ad_click', 'ad_exposure', 'ad_query', 'ad_reward', 'adunit_exposure', 'app_background'],
  ...['app_clear_data', 'app_exception', 'app_remove', 'app_store_refund', 'app_store_subscription_cancel'],
  ...['app_store_subscription_convert', 'app_store_subscription_renew', 'app_uninstall', 'app_update', 'app_upgrade'],
  ...['dynamic_link_app_open', 'dynamic_link_app_update', 'dynamic_link_first_open', 'error', 'first_open'],
  ...['first_visit', 'in_app_purchase', 'notification_dismiss', 'notification_foreground', 'notification_open'],
  ...['notification_receive', 'notification_send', 'os_update', 'screen_view', 'session_start', 'user_engagement'],
];
export const RESERVED_USER_PROPERTIES: readonly string[] = [
  ...['first_open_time', 'first_visit_time', 'last_deep_link_referrer', 'user_id', 'first_open_after_install'],
];

/** Characters of a user id. @see "Event collection limits": https://support.google.com/analytics/answer/9267744 */
export const USER_ID_CHARACTERS = 256;

/**
 * Members of one request of the Data Manager API.
 * @see "Method: audienceMembers.ingest": https://developers.google.com/data-manager/api/reference/rest/v1/audienceMembers/ingest
 */
export const AUDIENCE_MEMBERS_OF_REQUEST = 10_000;
