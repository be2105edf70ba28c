import { BigQuery } from '@google-cloud/bigquery';
import { Storage } from '@google-cloud/storage';
import { PropensityError } from '@propensity/core';
import type { GcpConfig } from '@propensity/core/config';
import { type AuthClient, GoogleAuth, PassThroughClient } from 'google-auth-library';

const BIGQUERY = 'https://bigquery.googleapis.com';
const STORAGE = 'https://storage.googleapis.com';
const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/** Google's clients for the addresses of a configuration, and a check that they may go there. */
export interface GcpClients {
  readonly bigquery: BigQuery;
  readonly storage: Storage;
  /** What the Storage Read API identifies itself with. */
  readonly auth: GoogleAuth;
  /** @throws PropensityError `no_credentials` (kind `usage`) when no credential can be found for BigQuery. */
  authoriseBigQuery(): Promise<void>;
  /** @throws PropensityError `no_credentials` (kind `usage`) when no credential can be found for Cloud Storage. */
  authoriseStorage(): Promise<void>;
}

/**
 * Clients of a configuration. An endpoint on loopback is asked without any credential, whatever the environment holds;
 * every other one with Application Default Credentials, looked for at the first request. The clients' own retries are
 * off: `Retrying` knows what may be repeated.
 */
export function openClients(config: Pick<GcpConfig, 'project' | 'apiEndpoint' | 'storageEndpoint'>): GcpClients {
  const bigqueryEndpoint = config.apiEndpoint?.replace(/\/+$/, '') ?? BIGQUERY;
  const storageEndpoint = config.storageEndpoint?.replace(/\/+$/, '') ?? STORAGE;
  const bigqueryAuth = authFor(bigqueryEndpoint);
  const storageAuth = authFor(storageEndpoint);
  const options = { projectId: config.project, retryOptions: { autoRetry: false } };
  // Both clients accept a GoogleAuth and share its credential; their types name only the single client inside it.
  const bigquery = new BigQuery({
    ...options,
    apiEndpoint: bigqueryEndpoint,
    authClient: bigqueryAuth as unknown as AuthClient,
  });
  const storage = new Storage({
    ...options,
    apiEndpoint: storageEndpoint,
    authClient: storageAuth as unknown as AuthClient,
    useAuthWithCustomEndpoint: true,
  });
  // BIGQUERY_EMULATOR_HOST and STORAGE_EMULATOR_HOST beat the option here; the configuration has the last word.
  bigquery.baseUrl = `${bigqueryEndpoint}/bigquery/v2`;
  storage.baseUrl = `${storageEndpoint}/storage/v1`;
  return {
    bigquery,
    storage,
    auth: bigqueryAuth,
    authoriseBigQuery: once(() => assertCredentials(bigqueryAuth)),
    authoriseStorage: once(() => assertCredentials(storageAuth)),
  };
}

/** True for an address of this very machine: nothing sent there leaves it. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function authFor(endpoint: string): GoogleAuth {
  return new GoogleAuth(isLoopback(endpoint) ? { authClient: new PassThroughClient() } : { scopes: SCOPES });
}

async function assertCredentials(auth: GoogleAuth): Promise<void> {
  try {
    await auth.getClient();
  } catch (cause) {
    throw new PropensityError('no_credentials', 'There are no Google Cloud credentials here.', {
      kind: 'usage',
      hint: 'Run "gcloud auth application-default login", or attach a service account to where this runs.',
      cause,
    });
  }
}

/** Does it once; a failure is forgotten, so that the next caller tries again. */
function once(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | null = null;
  return () => {
    doing ??= work().catch((error: unknown) => {
      doing = null;
      throw error;
    });
    return doing;
  };
}
