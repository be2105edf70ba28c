import { PropensityError } from '@propensity/core';

/** A code of gRPC. */
const NOT_FOUND = 5;

interface Rule {
  readonly fits: (status: number | undefined, message: string) => boolean;
  readonly code: string;
  readonly hint: string;
}

const OTHER: Rule = {
  fits: () => true,
  code: 'google_cloud_failed',
  hint: 'Look the message up in the Google Cloud console.',
};

/** By codes of gRPC; the first that fits decides. */
const RULES: readonly Rule[] = [
  {
    fits: (_, message) => /could not load the default credentials/i.test(message),
    code: 'no_credentials',
    hint: 'Run "gcloud auth application-default login", or attach a service account to where this runs.',
  },
  {
    fits: (status) => status === 7 || status === 16,
    code: 'permission_denied',
    hint: 'Grant roles/datastore.user on the project to the account that publishes, roles/datastore.viewer to the one that looks up, and enable firestore.googleapis.com.',
  },
  {
    fits: (status) => status === NOT_FOUND || status === 9,
    code: 'serving_database_missing',
    hint: 'Create the database in native mode ("gcloud firestore databases create --location=LOCATION --type=firestore-native"), or correct gcp.serving.database.',
  },
  {
    fits: (status) => status === 8,
    code: 'quota_exceeded',
    hint: 'Wait until the quota is renewed, or ask for more in the console.',
  },
  {
    fits: (status) => status === 4 || status === 13 || status === 14,
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
  const { code: status, message = String(error) } = error as { readonly code?: number; readonly message?: string };
  const { code, hint } = RULES.find(({ fits }) => fits(status, message)) ?? OTHER;
  return new PropensityError(code, `Firestore: ${message.replace(/\s+/g, ' ').slice(0, 500)}`, {
    hint,
    details: { status },
    cause: error,
  });
}
