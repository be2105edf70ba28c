import { PropensityError } from '@propensity/core';
import type { DoctorCheck } from '@propensity/core/jobs';
import { firestoreError, isNotFound } from '../serving/firestore-error.js';
import type { FirestoreServingStore } from '../serving/firestore-serving-store.js';

/** A document that there never is. */
const PROBE_ID = '!doctor';
/** Refusals that say what to grant or create; what else fails ends doctor. */
const REPORTED = new Set(['permission_denied', 'serving_database_missing', 'google_cloud_failed']);

/** Whether the serving store may be read and written, and whether lookups are answered from it. Nothing is written. */
export async function checkServing(
  store: Pick<FirestoreServingStore, 'opened' | 'state' | 'options'>,
): Promise<DoctorCheck> {
  const name = 'serving store';
  const { place } = store.options;
  try {
    const { whole, reason } = await store.state();
    await assertWritable(store);
    if (whole) return { name, status: 'ok', message: `Lookups are answered from ${place}.`, hint: '' };
    return {
      name,
      status: 'warn',
      message: `Lookups are answered from BigQuery, not from ${place}: ${reason}.`,
      hint: 'The next predictions fill it, or "propensity serving rebuild".',
    };
  } catch (error) {
    const fault = firestoreError(error);
    if (!REPORTED.has(fault.code)) throw fault;
    return { name, status: 'fail', message: fault.message, hint: fault.hint };
  }
}

/** Changes a document that is not there: who may write is told so, who may not is refused, and nothing happens. */
async function assertWritable(store: Pick<FirestoreServingStore, 'opened'>): Promise<void> {
  const { documents } = await store.opened();
  try {
    await documents.doc(PROBE_ID).update({ probe: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return;
  }
  throw new PropensityError('google_cloud_failed', `There is a document ${PROBE_ID} in the serving store.`, {
    hint: 'Nothing of ours makes it: delete it.',
  });
}
