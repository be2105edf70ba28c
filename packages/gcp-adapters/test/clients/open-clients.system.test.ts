import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { GcsArtifactStore } from '../../src/stores/gcs-artifact-store.js';
import { fakeBigQuery } from '../support/fake-bigquery.js';

afterEach(() => vi.unstubAllEnvs());

/** An environment in which Google's library finds nothing, and does not ask the network for the metadata server. */
async function withoutCredentials(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'propensity-home-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('CLOUDSDK_CONFIG', home);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
  vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
}

const NO_CREDENTIALS = {
  code: 'no_credentials',
  kind: 'usage',
  hint: expect.stringContaining('gcloud auth application-default login'),
};

describe('openClients', () => {
  it('says in one sentence what to run where there is no credential, before anything is sent', async () => {
    await withoutCredentials();
    const { bigquery, storage, authoriseBigQuery, authoriseStorage } = openClients({ project: 'my-project' });
    const api = new BigQueryApi({ client: bigquery, authorise: authoriseBigQuery });
    await expect(api.call({ method: 'GET', project: 'my-project', path: '/jobs/x' })).rejects.toMatchObject(
      NO_CREDENTIALS,
    );
    const artifacts = new GcsArtifactStore({ storage, bucket: 'models', authorise: authoriseStorage });
    await expect(artifacts.read('model.json')).rejects.toMatchObject(NO_CREDENTIALS);
    await expect(artifacts.write('model.json', '{}')).rejects.toMatchObject(NO_CREDENTIALS);
  });

  it('asks loopback without any credential although the environment holds one', async () => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/key.json');
    const server = await fakeBigQuery(() => ({ body: { bucket: 'models', name: 'model.json' } }));
    const clients = openClients({ project: 'my-project', apiEndpoint: server.url, storageEndpoint: server.url });
    const api = new BigQueryApi({ client: clients.bigquery, authorise: clients.authoriseBigQuery });
    await api.call({ method: 'GET', project: 'my-project', path: '/jobs/x' });
    await clients.authoriseStorage();
    await clients.storage.bucket('models').file('model.json').getMetadata();
    await server.close();
    expect(server.sent.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/projects/my-project/jobs/x', undefined],
      ['/storage/v1/b/models/o/model.json', undefined],
    ]);
  });

  it('follows the configuration although the emulators of the environment are set', async () => {
    vi.stubEnv('BIGQUERY_EMULATOR_HOST', 'http://127.0.0.1:9');
    vi.stubEnv('STORAGE_EMULATOR_HOST', 'http://127.0.0.1:9');
    const server = await fakeBigQuery(() => ({ body: { name: 'model.json', md5Hash: '' } }));
    const clients = openClients({ project: 'my-project', apiEndpoint: server.url, storageEndpoint: server.url });
    const api = new BigQueryApi({ client: clients.bigquery, authorise: clients.authoriseBigQuery });
    await api.call({ method: 'GET', project: 'my-project', path: '/jobs/x' });
    await clients.storage.bucket('models').file('model.json').getMetadata();
    await server.close();
    expect(server.sent).toHaveLength(2);

    const real = openClients({ project: 'my-project' });
    expect([real.bigquery.baseUrl, real.storage.baseUrl, real.storage.apiEndpoint]).toEqual([
      'https://bigquery.googleapis.com/bigquery/v2',
      'https://storage.googleapis.com/storage/v1',
      'https://storage.googleapis.com',
    ]);
  });
});
