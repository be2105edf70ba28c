import { afterEach, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { type FakeAnswer, type FakeBigQuery, fakeBigQuery, refusal } from '../support/fake-bigquery.js';

let server: FakeBigQuery | undefined;
afterEach(() => server?.close());

const NOT_FOUND = refusal(404, 'notFound', 'Not found: Table p:d.t') as object;

/** Asks for a table, and is answered with one answer after the other. */
async function askFor(...answers: FakeAnswer[]) {
  server = await fakeBigQuery(() => answers.shift()!);
  const { bigquery, authoriseBigQuery } = openClients({ project: 'my-project', apiEndpoint: server.url });
  const limits = { requestTimeoutMs: 5000, firstPauseMs: 1, totalMs: 5000 };
  const api = new BigQueryApi({ client: bigquery, authorise: authoriseBigQuery, limits });
  return api.call({ method: 'GET', project: 'my-project', path: '/datasets/d/tables/t' });
}

it.each<[string, FakeAnswer]>([
  ['a success', 'cut'],
  ['a refusal', { ...NOT_FOUND, cut: true }],
])('asks again when %s was cut in the middle', async (_what, cut) => {
  await expect(askFor(cut, { body: { numRows: '3' } })).resolves.toEqual({ numRows: '3' });
  await expect(askFor(cut, NOT_FOUND)).rejects.toMatchObject({ code: 'table_not_found' });
});

it('believes a refusal that came whole', async () => {
  await expect(askFor(NOT_FOUND)).rejects.toMatchObject({ code: 'table_not_found' });
  expect(server?.sent).toHaveLength(1);
});
