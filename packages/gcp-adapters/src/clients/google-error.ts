import { PropensityError } from '@propensity/core';
import { refusedValueOf } from '@propensity/warehouse-sql';

/** What Google's services say of a refusal: the status of an HTTP answer, or a job's `errorResult`. */
export interface GoogleFault {
  /** HTTP status; undefined for a job that failed. */
  readonly status: number | undefined;
  /** Google's word for it: `accessDenied`, `notFound`, `invalidQuery`, … */
  readonly reason: string;
  readonly message: string;
}

/** The fault in an error that one of Google's clients threw. */
export function googleFault(error: unknown): GoogleFault {
  const { code, errors, message } = error as {
    code?: unknown;
    errors?: readonly { reason?: string; message?: string }[];
    message?: string;
  };
  const status = Number.isInteger(Number(code)) ? Number(code) : undefined;
  return { status, reason: errors?.[0]?.reason ?? '', message: errors?.[0]?.message ?? message ?? String(error) };
}

/** One of Google's errors as ours, with what to do about it; an error of ours is left as it is. */
export function googleError(error: unknown): PropensityError {
  return PropensityError.is(error) ? error : faultError(googleFault(error), error);
}

/** Where in a statement an error was met, as BigQuery ends some messages. */
const PLACE_IN_STATEMENT = / at \[\d+:\d+\]\s*$/;

/** A fault as an error of ours: a refusal that the statement itself makes of a value; else the first rule that fits decides. */
export function faultError(fault: GoogleFault, cause?: unknown): PropensityError {
  const refused = refusedValueOf(fault.message.replace(PLACE_IN_STATEMENT, ''));
  if (refused !== null) return refused;
  const rule = RULES.find(({ fits }) => fits(fault)) ?? REFUSED;
  const { code, kind, hint } = rule;
  return new PropensityError(code, `Google Cloud: ${oneLine(fault.message)}`, {
    ...(kind === undefined ? {} : { kind }),
    hint: typeof hint === 'string' ? hint : hint(fault.message),
    details: { reason: fault.reason, status: fault.status },
    cause,
  });
}

interface Rule {
  readonly fits: (fault: GoogleFault) => boolean;
  readonly code: string;
  readonly kind?: 'usage' | 'refused';
  readonly hint: string | ((message: string) => string);
}

const REFUSED: Rule = {
  fits: () => true,
  code: 'google_cloud_failed',
  hint: 'Look the message up in the Google Cloud console; where the statement is at fault, report it.',
};

const RULES: readonly Rule[] = [
  {
    fits: ({ message }) => /could not load the default credentials|invalid_grant|invalid_rapt/i.test(message),
    code: 'no_credentials',
    kind: 'usage',
    hint: 'Run "gcloud auth application-default login", or attach a service account to where this runs.',
  },
  {
    fits: ({ reason, message }) =>
      reason === 'bytesBilledLimitExceeded' || /limit for bytes billed|bytesBilledLimitExceeded/i.test(message),
    code: 'too_many_bytes',
    kind: 'refused',
    hint: 'Raise gcp.maximumBytesBilled in the configuration (gcp.doctorMaximumBytesBilled for doctor), or lower lookbackDays or training.snapshots.',
  },
  {
    fits: ({ reason, message }) => reason === 'quotaExceeded' || /quota exceeded/i.test(message),
    code: 'quota_exceeded',
    hint: 'Wait until the quota is renewed, or ask for more under "IAM & Admin, Quotas" in the console.',
  },
  {
    fits: ({ status, message }) => status === 401 || /invalid authentication credential/i.test(message),
    code: 'credentials_refused',
    kind: 'usage',
    hint: 'Run "gcloud auth application-default login" again, or attach another service account.',
  },
  {
    fits: ({ status, reason, message }) =>
      reason === 'billingNotEnabled' ||
      (status === 403 && /billing/i.test(message) && /enabled|free tier/i.test(message)),
    code: 'billing_not_enabled',
    hint: 'Enable billing for the project: without it BigQuery changes no tables.',
  },
  {
    fits: ({ status, reason }) => status === 403 || reason === 'accessDenied' || reason === 'forbidden',
    code: 'permission_denied',
    hint: (message) => `Grant ${roleFor(message)} to the account that runs this.`,
  },
  {
    fits: ({ message }) =>
      /dataset \S+ was not found in location|location .*(mismatch|different)|cannot read and write in different locations/i.test(
        message,
      ),
    code: 'location_mismatch',
    hint: 'Both data sets and gcp.location must name the same location, and the tables must be there; "propensity doctor" compares them.',
  },
  {
    fits: ({ status, reason, message }) => (status === 404 || reason === 'notFound') && /dataset/i.test(message),
    code: 'dataset_not_found',
    kind: 'usage',
    hint: 'Create it ("bq --location=LOCATION mk --dataset PROJECT:DATASET"), or correct gcp.dataset, gcp.eventsDataset and gcp.project.',
  },
  {
    fits: ({ status, reason, message }) =>
      (status === 404 || reason === 'notFound') && /bucket does not exist/i.test(message),
    code: 'bucket_not_found',
    kind: 'usage',
    hint: 'Create the bucket, or correct gcp.bucket.',
  },
  {
    fits: ({ status, reason, message }) => (status === 404 || reason === 'notFound') && /table/i.test(message),
    code: 'table_not_found',
    hint: 'Run again: tables of Propensity are made anew; a missing day of the export has to be exported again.',
  },
];

/** The role that grants what a refusal names. */
function roleFor(message: string): string {
  if (/bigquery\.jobs\.create/i.test(message)) return 'roles/bigquery.jobUser on gcp.project';
  if (/bigquery\.readsessions/i.test(message)) return 'roles/bigquery.readSessionUser on gcp.project';
  if (/storage\.objects\.(create|get)|storage\.googleapis/i.test(message)) {
    return 'roles/storage.objectCreator and roles/storage.objectViewer on gcp.bucket';
  }
  if (/updateData|tables\.(create|update|delete)/i.test(message))
    return 'roles/bigquery.dataEditor on gcp.dataset and gcp.workDataset';
  return 'roles/bigquery.dataViewer on gcp.eventsDataset, roles/bigquery.dataEditor on gcp.dataset and roles/bigquery.jobUser on gcp.project';
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim().slice(0, 500);
}
