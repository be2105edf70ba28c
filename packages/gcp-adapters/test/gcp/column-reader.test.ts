import type { Column } from '@propensity/core';
import { silentProgress } from '@propensity/core/ports';
import { createScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { openReadClient } from '../../src/clients/open-read-client.js';
import type { ColumnRequest } from '../../src/readers/column-filler.js';
import { ColumnReader } from '../../src/readers/column-reader.js';

const ROWS = 30_000;
const REQUESTS: readonly ColumnRequest[] = [
  { name: 'whole', kind: 'numeric' },
  { name: 'share', kind: 'numeric' },
  { name: 'level', kind: 'categorical' },
];

describeOnServers('reading columns', (servers) => {
  let scratch: Scratch;
  let source: {
    table: { projectId: string; datasetId: string; tableId: string };
    requests: typeof REQUESTS;
    rowCount: number;
  };
  beforeAll(async () => {
    scratch = await createScratch(servers);
    const { project, dataset } = scratch.gcp;
    source = {
      table: { projectId: project, datasetId: dataset, tableId: 'rows_in_disorder' },
      requests: REQUESTS,
      rowCount: ROWS,
    };
    await scratch.bigquery.query(`CREATE TABLE ${dataset}.rows_in_disorder AS
      SELECT n AS position, IF(MOD(n, 7) = 0, NULL, n * 1000) AS whole, n / 3e0 AS share,
        CASE MOD(n, 5) WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('ünï ', CAST(MOD(n * 7919, 101) AS STRING)) END AS level
      FROM UNNEST(GENERATE_ARRAY(0, ${ROWS - 1})) AS n
      ORDER BY MOD(n * 7919, 10007), n`);
  });
  afterAll(() => scratch?.remove());

  const read = async (config: Partial<Scratch['gcp']>, warnings: string[] = []): Promise<Column[]> => {
    const gcp = { ...scratch.gcp, ...config };
    const { bigquery, authoriseBigQuery } = openClients(gcp);
    const api = new BigQueryApi({ client: bigquery, authorise: authoriseBigQuery });
    const progress = { ...silentProgress, warn: (text: string) => warnings.push(text) };
    const reader = new ColumnReader({ api, openReadClient: () => openReadClient(gcp), progress });
    try {
      return await reader.read(source);
    } finally {
      await reader.close();
    }
  };

  it('gives the rows in the order of their positions, through REST', async () => {
    const [whole, share, level] = await read({ readApi: 'off' });
    const rows = Array.from({ length: ROWS }, (_, n) => n);
    expect(whole).toEqual({
      kind: 'numeric',
      values: Float64Array.from(rows, (n) => (n % 7 === 0 ? Number.NaN : n * 1000)),
    });
    expect(share).toEqual({ kind: 'numeric', values: Float64Array.from(rows, (n) => n / 3) });
    const text = (n: number) => (n % 5 === 0 ? undefined : n % 5 === 1 ? '' : `ünï ${(n * 7919) % 101}`);
    if (level?.kind !== 'categorical') throw new TypeError('a category was read as a number');
    expect(Array.from(level.codes.subarray(0, 600), (code) => level.levels[code])).toEqual(
      rows.slice(0, 600).map(text),
    );
    expect(level.levels.slice(0, 3)).toEqual(['', `ünï ${(2 * 7919) % 101}`, `ünï ${(3 * 7919) % 101}`]);
  });

  it('gives the same columns through the Storage Read API', async (context) => {
    if (servers.readApi === undefined) return context.skip('a BigQuery server named by its URL has no known Read API');
    const warnings: string[] = [];
    const byArrow = await read({ readApi: 'auto', readApiEndpoint: servers.readApi }, warnings);
    expect(warnings).toEqual([]);
    expect(byArrow).toEqual(await read({ readApi: 'off' }));
  });
});
