import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openClients } from '../../src/clients/open-clients.js';
import { GcsReportStore } from '../../src/stores/gcs-report-store.js';

const NAME = 'reports/sign_up~now/2026-02-19.html';
const PAGE = `<!doctype html><title>ünï 🙂</title>${'<p>a page is longer than a buffer</p>'.repeat(5000)}`;

interface Asked {
  readonly url: URL;
  readonly body: string;
}

let server: Server;
afterEach(() => void server.closeAllConnections());
afterEach(() => void server.close());

/** A store whose n-th request (from 0) is answered by `answer`. */
async function open(answer: (response: ServerResponse, index: number) => void, asked: Asked[] = []) {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ url: new URL(request.url!, 'http://storage'), body: Buffer.concat(chunks).toString() });
    answer(response, asked.length - 1);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const storageEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { storage, authoriseStorage } = openClients({ project: 'p', storageEndpoint });
  const limits = { requestTimeoutMs: 500, firstPauseMs: 1, totalMs: 2000 };
  return new GcsReportStore({ storage, bucket: 'a-bucket', authorise: authoriseStorage, limits });
}

const taken = (response: ServerResponse) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ name: NAME }));

describe('GcsReportStore', () => {
  it('puts a page in the place of the one before, as a page, and says where it lies', async () => {
    const asked: Asked[] = [];
    const store = await open(taken, asked);
    expect(await store.write(NAME, PAGE)).toEqual({
      uri: `gs://a-bucket/${NAME}`,
      url: `https://storage.cloud.google.com/a-bucket/${NAME}`,
    });
    expect(asked).toHaveLength(1);
    const [{ url, body }] = asked as [Asked];
    expect(url.pathname).toBe('/upload/storage/v1/b/a-bucket/o');
    expect(url.searchParams.get('name')).toBe(NAME);
    expect(url.searchParams.has('ifGenerationMatch')).toBe(false);
    expect(body).toContain(PAGE);
    expect(body).toContain('text/html; charset=utf-8');
    expect(body).toMatch(/"md5Hash":"[\w+/]{22}=="/);
  });

  it('asks again where an answer was lost', async () => {
    const asked: Asked[] = [];
    const store = await open((response, index) => {
      if (index === 0) response.writeHead(503).end('Backend Error');
      else taken(response);
    }, asked);
    await store.write(NAME, PAGE);
    expect(asked).toHaveLength(2);
  });

  it('says which right is missing', async () => {
    const store = await open((response) =>
      response.writeHead(403).end('x does not have storage.objects.delete access to the Google Cloud Storage object.'),
    );
    await expect(store.write(NAME, PAGE)).rejects.toMatchObject({ code: 'permission_denied' });
  });
});
