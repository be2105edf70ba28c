import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { destinationEndpoint } from '../../src/sending/destination-endpoint.js';
import { sendRequests, validateRequests } from '../../src/sending/send-requests.js';
import { SentRequests } from '../../src/sending/sent-requests.js';

const ATTEMPTS = { timeoutMs: 20_000, retries: 2, waitMs: 5 };
const SECRETS = { analyticsApiSecret: 'api secret', dataManagerToken: 'token' };
const LINES = Array.from({ length: 25 }, (_, n) => JSON.stringify({ client_id: `c${n}` }));
const SHA = 'ab'.repeat(32);

interface Got {
  readonly url: string;
  readonly body: string;
  readonly authorization: string | undefined;
}
let got: Got[];
let answer: (response: ServerResponse, body: string, nth: number) => void;
let server: ReturnType<typeof createServer>;
let folder: string;
let file: string;
beforeEach(async () => {
  got = [];
  answer = (response) => response.writeHead(204).end();
  server = createServer(async (request, response) => {
    const body = await text(request);
    got.push({ url: request.url!, body, authorization: request.headers.authorization });
    answer(response, body, got.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  folder = await mkdtemp(join(tmpdir(), 'propensity-send-'));
  file = join(folder, 'mp.ndjson');
  await writeFile(file, LINES.join('\n'));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const settings = (more: object = {}) => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const activation = {
    measurementId: 'G-ABC1234',
    analyticsEndpoint: address,
    dataManager: { endpoint: address },
    ...more,
  };
  return { activation: activation as never };
};
const analytics = () => destinationEndpoint('measurement-protocol', settings(), SECRETS);
/** Sends as the command does. */
async function send(endpoint = analytics(), lines = LINES): Promise<number> {
  const state = await SentRequests.take(file, SHA);
  try {
    await sendRequests({ lines, endpoint, state, attempts: ATTEMPTS });
    return state.sent;
  } finally {
    await state.release();
  }
}
const bodies = () => got.map(({ body }) => body);

describe('sending', () => {
  it('sends every request once, and nothing the second time', async () => {
    expect(await send()).toBe(25);
    expect(bodies().sort()).toEqual([...LINES].sort());
    expect(new Set(got.map(({ url }) => url))).toEqual(
      new Set(['/mp/collect?measurement_id=G-ABC1234&api_secret=api+secret']),
    );
    expect(await send()).toBe(25);
    expect(got).toHaveLength(25);
    expect(JSON.parse(await readFile(`${file}.sent.json`, 'utf8'))).toEqual({ sha256: SHA, sent: 25 });
    expect((await readdir(folder)).sort()).toEqual(['mp.ndjson', 'mp.ndjson.sent.json']);
  });

  it('goes on where it was refused, and sends nothing again that was taken before', async () => {
    answer = (response, body) => response.writeHead(body === LINES[13] ? 403 : 204).end();
    await expect(send()).rejects.toMatchObject({ code: 'not_sent', details: { sent: 13, requests: 25 } });
    const first = bodies();
    answer = (response) => response.writeHead(204).end();
    expect(await send()).toBe(25);
    const second = bodies().slice(first.length);
    expect(second.sort()).toEqual(LINES.slice(13).sort());
  });

  it('tries again what may pass, and then gives up without saying the secret', async () => {
    answer = (response, _body, nth) => response.writeHead(nth <= 10 ? 503 : 204).end();
    expect(await send()).toBe(25);
    expect(got).toHaveLength(35);
    await rm(`${file}.sent.json`);
    server.closeAllConnections();
    const endpoint = analytics();
    server.close();
    const failure = await send(endpoint).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'not_sent',
      message: 'Request 1 of 25 was not taken: it could not be reached.',
    });
    expect(JSON.stringify([failure, String(failure), (failure as Error).cause])).not.toMatch(/api.secret/);
    expect(endpoint.address).not.toContain('secret');
  });

  it('counts nothing of another file of the same name', async () => {
    await send();
    const state = await SentRequests.take(file, 'cd'.repeat(32));
    expect(state.sent).toBe(0);
    await state.release();
  });

  it('is done by one at a time; what a killed one left is taken over', async () => {
    const state = await SentRequests.take(file, SHA);
    await expect(SentRequests.take(file, SHA)).rejects.toMatchObject({ code: 'sending_meanwhile', kind: 'conflict' });
    await state.release();
    await writeFile(`${file}.sending`, '999999999');
    await (await SentRequests.take(file, SHA)).release();
  });
});

describe('validating', () => {
  it('asks the server for validation, and sends nothing', async () => {
    answer = (response) => response.writeHead(200).end('{ "validationMessages": [] }');
    await validateRequests(LINES.slice(0, 2), analytics(), ATTEMPTS);
    expect(got.map(({ url }) => url.split('?')[0])).toEqual(['/debug/mp/collect', '/debug/mp/collect']);
    answer = (response) =>
      response.writeHead(200).end('{ "validationMessages": [{ "fieldPath": "events", "description": "too many" }] }');
    await expect(validateRequests(LINES, analytics(), ATTEMPTS)).rejects.toThrow(
      'Request 1 of 25 was not taken: events: too many.',
    );
  });

  it('is a request of the Data Manager API that changes nothing', async () => {
    const endpoint = destinationEndpoint('data-manager', settings(), SECRETS);
    await validateRequests(['{"audienceMembers":[]}'], endpoint, ATTEMPTS);
    expect(got).toEqual([
      {
        url: '/v1/audienceMembers:ingest',
        body: '{"audienceMembers":[],"validateOnly":true}',
        authorization: 'Bearer token',
      },
    ]);
    answer = (response) => response.writeHead(400).end('{ "error": { "message": "no such list" } }');
    await expect(send(endpoint, ['{}'])).rejects.toThrow('it answered 400: no such list.');
  });
});

it.each([
  ['csv', settingsOf({ measurementId: 'G-ABC1234' }), SECRETS, 'is not sent by requests'],
  [null, settingsOf({}), SECRETS, 'is not sent by requests'],
  ['measurement-protocol', settingsOf({}), SECRETS, 'needs a measurement id'],
  ['measurement-protocol', settingsOf({ measurementId: 'G-ABC1234' }), {}, 'needs an API secret'],
  ['data-manager', settingsOf({}), {}, 'needs an access token'],
])('%s is not sent: case %#', (format, given, secrets, said) => {
  expect(() => destinationEndpoint(format, given, secrets)).toThrow(
    expect.objectContaining({ code: 'cannot_send', message: expect.stringContaining(said) }),
  );
});

function settingsOf(activation: object) {
  return { activation: activation as never };
}
