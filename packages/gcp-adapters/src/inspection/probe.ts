import { type DoctorCheck, PropensityError } from '@propensity/core';

export interface Probe {
  /** Name of the check. */
  readonly name: string;
  /** Said when it goes well. */
  readonly message: string;
  /** Role to grant when it is not allowed. */
  readonly role: string;
  readonly ask: () => Promise<unknown>;
}

/** Refusals that doctor tells of; anything else (no credentials, no answer) ends it. */
const TOLD = new Set([
  'permission_denied',
  'dataset_not_found',
  'bucket_not_found',
  'location_mismatch',
  'billing_not_enabled',
  'google_cloud_failed',
]);

/**
 * Asks, and makes a check of what comes of it: a refusal of Google's is a failed one that says what to grant or make.
 * @throws PropensityError `no_credentials`, `credentials_refused`, `service_unavailable`
 */
export async function probed({ name, message, role, ask }: Probe): Promise<DoctorCheck> {
  try {
    await ask();
    return { name, status: 'ok', message, hint: '' };
  } catch (error) {
    if (!isTold(error)) throw error;
    const hint = error.code === 'permission_denied' ? `Grant ${role} to the account that runs this.` : error.hint;
    return { name, status: 'fail', message: error.message, hint };
  }
}

/** True for a refusal that doctor tells of. */
export function isTold(error: unknown): error is PropensityError {
  return PropensityError.is(error) && TOLD.has(error.code);
}
