import type { AdsConsent } from '../ads-consent.js';

const FIELD = 'privacy_info.ads_storage';

/** Consent mode's answer, which every event of a property with consent mode has. */
export const GA4_ADS_CONSENT: AdsConsent = {
  field: FIELD,
  flags: [
    { name: 'ads_granted', type: 'integer', condition: { field: FIELD, in: ['Yes'] } },
    { name: 'ads_denied', type: 'integer', condition: { field: FIELD, in: ['No'] } },
  ],
};
