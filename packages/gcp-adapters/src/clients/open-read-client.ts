import type { BigQueryReadClient } from '@google-cloud/bigquery-storage';
import type { GcpConfig } from '@propensity/core/config';
import { withGoogleClients } from '../google-clients.js';
import { isLoopback } from './open-clients.js';

/**
 * Opens a client of the Storage Read API, without credentials on loopback. Null where the configuration turns it off, and
 * where it names another BigQuery endpoint but none for this API.
 * @throws PropensityError `google_clients_missing` (kind `usage`) when the API's client is not installed.
 */
export async function openReadClient(
  config: Pick<GcpConfig, 'project' | 'readApi' | 'apiEndpoint' | 'readApiEndpoint'>,
): Promise<BigQueryReadClient | null> {
  const { readApi, apiEndpoint, readApiEndpoint, project } = config;
  if (readApi === 'off' || (apiEndpoint !== undefined && readApiEndpoint === undefined)) return null;
  // gRPC takes a while to load, and most commands read no rows.
  const { BigQueryReadClient } = await withGoogleClients(() => import('@google-cloud/bigquery-storage'));
  if (readApiEndpoint === undefined) return new BigQueryReadClient({ projectId: project });
  const { hostname, port } = new URL(`https://${readApiEndpoint}`);
  const endpoint = { projectId: project, apiEndpoint: hostname, port: Number(port || 443) };
  if (!isLoopback(`https://${readApiEndpoint}`)) return new BigQueryReadClient(endpoint);
  const { googleAuthLibrary, grpc } = await withGoogleClients(() => import('google-gax'));
  return new BigQueryReadClient({
    ...endpoint,
    sslCreds: grpc.credentials.createInsecure(),
    // Without a client of its own it would ask the metadata server for the name of the universe.
    authClient: new googleAuthLibrary.PassThroughClient(),
  });
}
