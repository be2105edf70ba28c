import { PropensityError } from '@propensity/core';

/** Codes of gRPC. */
const NOT_FOUND = 5;
const RULES: readonly { readonly codes: readonly number[]; readonly code: string; readonly hint: string }[] = [
  {
    codes: [7, 16],
    code: 'permission_denied',
    hint: 'Grant roles/datastore.user on the project to the account that publishes, roles/datastore.viewer to the one that looks up, and enable firestore.googleapis.com.',
  },
  {
    codes: [NOT_FOUND, 9],
    code: 'serving_database_missing',
    hint: 'Create the database in native mode ("gcloud firestore databases create --location=LOCATION --type=firestore-native"), or correct gcp.serving.database.',
  },
  { codes: [8], code: 'quota_exceeded', hint: 'Wait until the quota is renewed, or ask for more in the console.' },
  {
    codes: [4, 13, 14],
    code: 'service_unavailable',
    hint: 'Run again later: what has been done is kept and will be found.',
  },
];

/** Whether a client of gRPC says that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === NOT_FOUND;
}

/** An error of Firestore's client as ours, with what to do about it; an error of ours is left as it is. */
export function firestoreError(error: unknown): PropensityError {
  if (PropensityError.is(error)) return error;
  const { code, message = String(error) } = error as { readonly code?: number; readonly message?: string };
  const rule = RULES.find(({ codes }) => codes.includes(code ?? -1));
  const text = /could not load the default credentials/i.test(message) ? NO_CREDENTIALS : rule;
  return new PropensityError(
    text?.code ?? 'google_cloud_failed',
    `Firestore: ${message.replace(/\s+/g, ' ').slice(0, 500)}`,
    {
      hint: text?.hint ?? 'Look the message up in the Google Cloud console.',
      details: { status: code },
      cause: error,
    },
  );
}

const NO_CREDENTIALS = {
  code: 'no_credentials',
  hint: 'Run "gcloud auth application-default login", or attach a service account to where this runs.',
};
