import { PropensityError } from '@propensity/core';
import type { DoctorCheck } from '@propensity/core/jobs';

/** A question to Google Cloud whose answer is a check of doctor's. */
export interface Probe {
  /** Name of the check. */
  readonly name: string;
  /** Said when it goes well. */
  readonly message: string;
  /** Role to grant when it is not allowed. */
  readonly role: string;
  readonly ask: () => Promise<unknown>;
}

/** Refusals that doctor reports; anything else (no credentials, no answer) ends it. */
const REPORTED_CODES = new Set([
  'permission_denied',
  'dataset_not_found',
  'bucket_not_found',
  'location_mismatch',
  'billing_not_enabled',
  'google_cloud_failed',
]);

/**
 * Asks, and makes a check of the answer: a refusal of Google's is a failed check that says what to grant or create.
 * @throws PropensityError `no_credentials`, `credentials_refused`, `service_unavailable`
 */
export async function runProbe({ name, message, role, ask }: Probe): Promise<DoctorCheck> {
  try {
    await ask();
    return { name, status: 'ok', message, hint: '' };
  } catch (error) {
    if (!isReportedRefusal(error)) throw error;
    const hint = error.code === 'permission_denied' ? `Grant ${role} to the account that runs this.` : error.hint;
    return { name, status: 'fail', message: error.message, hint };
  }
}

/** True for a refusal that doctor reports. */
export function isReportedRefusal(error: unknown): error is PropensityError {
  return PropensityError.is(error) && REPORTED_CODES.has(error.code);
}
