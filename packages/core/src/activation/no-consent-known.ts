import { PropensityError } from '../errors/propensity-error.js';

/** The error for an export to ads from a source that does not say who has consented. */
export function noConsentKnown(): PropensityError {
  return new PropensityError(
    'no_consent_known',
    'The source does not say who has consented to ads; nothing was exported.',
    {
      kind: 'refused',
      hint: 'Set activation.unknownConsent to "granted" where all of these users have consented in a way that the source does not know of.',
    },
  );
}
