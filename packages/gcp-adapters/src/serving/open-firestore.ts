import type { Firestore } from '@google-cloud/firestore';
import type { GcpConfig, GcpServing } from '@propensity/core/config';
import { PassThroughClient } from 'google-auth-library';
import { isLoopback } from '../clients/open-clients.js';
import { withGoogleClients } from '../google-clients.js';

/**
 * Opens a client of Firestore, without credentials and encryption on loopback. Its library is loaded here and nowhere else: it takes a while, and
 * most stacks have no serving store.
 * @throws PropensityError `google_clients_missing` (kind `usage`) when the client is not installed
 */
export async function openFirestore(
  { project }: Pick<GcpConfig, 'project'>,
  { database, endpoint }: Pick<GcpServing, 'database' | 'endpoint'>,
): Promise<Firestore> {
  const { Firestore } = await withGoogleClients(() => import('@google-cloud/firestore'));
  const common = { projectId: project, databaseId: database };
  if (endpoint === undefined) return new Firestore(common);
  const ssl = !isLoopback(`https://${endpoint}`);
  if (ssl) return new Firestore({ ...common, host: endpoint });
  // Without a client of its own it would ask the metadata server for the name of the universe.
  return new Firestore({ ...common, host: endpoint, ssl, authClient: new PassThroughClient() });
}
