import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { inMemoryStack, type Served, serveStack } from '../support/served-stack.js';

let served: Served;
beforeAll(async () => {
  served = await serveStack(inMemoryStack().open);
});
afterAll(() => served.server.stop());

const ask = (line: string, ...head: readonly string[]) =>
  rawRequest(served.server.url, `${[`${line} HTTP/1.1`, 'Host: localhost', ...head].join('\r\n')}\r\n\r\n`);

describe('every answer is JSON', () => {
  it.each<[string, number, string]>([
    ['OPTIONS *', 405, 'method_not_allowed'],
    ['OPTIONS /predictions', 405, 'method_not_allowed'],
    ['TRACE /', 405, 'method_not_allowed'],
    ['PROPFIND /getProba', 405, 'method_not_allowed'],
    ['GET *', 404, 'unknown_path'],
    ['GET http://localhost/nowhere', 404, 'unknown_path'],
    ['GET http://localhost', 404, 'unknown_path'],
    ['GET /favicon.ico', 404, 'unknown_path'],
    ['GET /getProba?user_id=é', 400, 'bad_request'],
    ['GET /getProba#x', 400, 'bad_path'],
    ['GET /%ff', 400, 'bad_path'],
    ['GET /getProba?user_id=%ff', 400, 'bad_user_id'],
    ['GET /getProba?user_id=%C3', 400, 'bad_user_id'],
    ['GET /getProba?user_id=%ED%A0%80', 400, 'bad_user_id'],
    ['GET /getProba?user_id=%', 400, 'bad_user_id'],
    ['GET /getProba?user_id=a&x=%ff', 404, 'user_not_found'],
    ['GET /getProba?user_id=a&%ff=x', 400, 'bad_user_id'],
    ['GET /getProba?user%5Fid=a&user_id=b', 400, 'bad_user_id'],
    ['GET http://localhost/getProba?user_id=a', 404, 'user_not_found'],
  ])('%s → %i %s', async (line, status, code) => {
    const answer = await ask(line);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.body).error.code).toBe(code);
  });

  it.each<[string, number, string]>([
    ['what is no HTTP', 400, 'hello\r\n\r\n'],
    ['a header without a name', 400, 'GET / HTTP/1.1\r\n: x\r\n\r\n'],
    ['two lengths', 400, 'POST /predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
    [
      'a length beside chunks',
      400,
      'POST /predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx',
    ],
    ['headers of 20 KB', 431, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['an address of 20 KB', 431, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`],
    ['an expectation that nobody knows', 417, 'GET / HTTP/1.1\r\nHost: x\r\nExpect: the best\r\n\r\n'],
  ])('%s → %i', async (_what, status, bytes) => {
    const answer = await rawRequest(served.server.url, bytes);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.body).error.hint).not.toBe('');
  });

  it('HTTP/1.0 is answered too', async () => {
    const answer = await rawRequest(served.server.url, 'GET /healthz HTTP/1.0\r\n\r\n');
    expect([answer.status, JSON.parse(answer.body).status]).toEqual([200, 'ok']);
  });
});

it('an id is what was encoded, byte for byte', async () => {
  const ids = ['é', '日本', '😀', 'a+b', 'a b', 'a%b', 'a/b?c', '"', "'; DROP TABLE"];
  for (const id of ids) {
    const answer = await ask(`GET /getProba?user_id=${encodeURIComponent(id)}`);
    expect(JSON.parse(answer.body)).toMatchObject({ user_id: id, proba: null });
  }
});

describe('slow clients', () => {
  it.each<[string, string]>([
    ['headers', 'GET /healthz HTTP/1.1\r\nHost: local'],
    ['a body', 'POST /predictions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{'],
  ])('are waited for only so long for %s', async (_what, bytes) => {
    served.server.server.headersTimeout = 300;
    served.server.server.requestTimeout = 600;
    const answer = await rawRequest(served.server.url, bytes);
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([408, 'bad_request']);
  });

  it('keep nobody else from being answered', async () => {
    const { hostname, port } = new URL(served.server.url);
    const slow = Array.from({ length: 200 }, () => connect(Number(port), hostname).on('error', () => {}));
    for (const socket of slow) socket.write('GET /healthz HTTP/1.1\r\n');
    expect((await ask('GET /healthz')).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });
});

it('stops although a connection was lost while answers waited behind others on it', async () => {
  const held = Promise.withResolvers<void>();
  const stack = inMemoryStack();
  const other = await serveStack(stack.open, {
    getProba: async () => {
      await held.promise;
      throw new Error('nobody is there any more');
    },
  });
  const { hostname, port } = new URL(other.server.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /getProba?user_id=a HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => other.logged.at(-1)?.message).toBe('propensity answered 404');
  socket.destroy();
  const stopped = other.server.stop();
  held.resolve();
  await stopped;
});
