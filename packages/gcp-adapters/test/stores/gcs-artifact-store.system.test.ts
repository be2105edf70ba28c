import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openClients } from '../../src/clients/open-clients.js';
import { GcsArtifactStore } from '../../src/stores/gcs-artifact-store.js';

const TEXT = '{"ünï": "🙂"}';
const HASH = `crc32c=AAAAAA==,md5=${createHash('md5').update(TEXT).digest('base64')}`;

let server: Server;
afterEach(() => void server.closeAllConnections());
afterEach(() => void server.close());

/** A store whose n-th request (from 0) is answered by `answer`. */
async function open(answer: (response: ServerResponse, index: number) => void, asked: string[] = []) {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(response, asked.length - 1));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const storageEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { storage, authoriseStorage } = openClients({ project: 'p', storageEndpoint });
  const limits = { requestTimeoutMs: 500, firstPauseMs: 1, totalMs: 2000 };
  return new GcsArtifactStore({ storage, bucket: 'a-bucket', authorise: authoriseStorage, limits });
}

describe('GcsArtifactStore', () => {
  it('reads an object with one request', async () => {
    const asked: string[] = [];
    const store = await open((response) => response.setHeader('x-goog-hash', HASH).end(TEXT), asked);
    expect(await store.read('model.json')).toBe(TEXT);
    expect(asked).toEqual(['GET /storage/v1/b/a-bucket/o/model.json?alt=media']);
  });

  it.each([
    ['damaged', (response: ServerResponse) => response.setHeader('x-goog-hash', HASH).end(TEXT.slice(1))],
    [
      'cut',
      (response: ServerResponse) => response.setHeader('content-length', 99).write('{', () => response.destroy()),
    ],
    ['503', (response: ServerResponse) => response.writeHead(503).end('Backend Error')],
    ['never given', () => {}],
  ])('asks again for an answer that was %s', async (_name, fail) => {
    const asked: string[] = [];
    const store = await open((response, index) => {
      if (index < 2) fail(response);
      else response.setHeader('x-goog-hash', HASH).end(TEXT);
    }, asked);
    expect(await store.read('model.json')).toBe(TEXT);
    expect(asked).toHaveLength(3);
  });

  it.each([
    [404, 'No such object: a-bucket/model.json', 'artifact_not_found'],
    [404, 'The specified bucket does not exist.', 'bucket_not_found'],
    [403, 'x does not have storage.objects.get access to the Google Cloud Storage object.', 'permission_denied'],
  ])('distinguishes %i %s from other faults', async (status, text, code) => {
    const store = await open((response) => response.writeHead(status).end(text));
    await expect(store.read('model.json')).rejects.toMatchObject({ code });
  });

  it('finds its own object after the answer to the upload was lost', async () => {
    const asked: string[] = [];
    const store = await open((response, index) => {
      if (index === 0) response.destroy();
      else if (index === 1) response.writeHead(412).end('conditionNotMet');
      else response.setHeader('x-goog-hash', HASH).end(TEXT);
    }, asked);
    await store.write('model.json', TEXT);
    expect(asked.map((request) => request.split(' ')[0])).toEqual(['POST', 'POST', 'GET']);
    expect(asked[0]).toContain('ifGenerationMatch=0');
  });

  it.each(['../model.json', 'a/b.json', '', '.hidden'])('does not take %j for a name', async (name) => {
    const asked: string[] = [];
    const store = await open((response) => response.end(), asked);
    await expect(store.write(name, TEXT)).rejects.toMatchObject({ code: 'bad_artifact_name' });
    await expect(store.read(name)).rejects.toMatchObject({ code: 'bad_artifact_name' });
    expect(asked).toEqual([]);
  });
});
