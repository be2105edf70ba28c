import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { PredictResult } from '@propensity/core/jobs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { inMemoryStack, type Served, serveStack } from '../support/served-stack.js';

let served: Served;
/** Snapshots that predictions were asked for. */
let asked: (string | undefined)[] = [];
beforeAll(async () => {
  served = await serveStack(inMemoryStack().open, {
    predictions: async (_ports, _settings, options) => {
      asked.push(options?.snapshot);
      return { job: 'predictions' } as unknown as PredictResult;
    },
  });
});
afterEach(() => {
  asked = [];
});
afterAll(() => served.server.stop());

const BODY = '{"snapshot":"2026-01-27"}';
const send = (head: readonly string[], body: string | Buffer = '', method = 'POST', path = '/predictions') =>
  rawRequest(served.server.url, [
    `${[`${method} ${path} HTTP/1.1`, 'Host: localhost', ...head].join('\r\n')}\r\n\r\n`,
    body,
  ]);
const sized = (body: string | Buffer) => `Content-Length: ${Buffer.byteLength(body)}`;
const chunked = (...parts: readonly (string | Buffer)[]) =>
  Buffer.concat([
    ...parts
      .flatMap((part) => [`${Buffer.byteLength(part).toString(16)}\r\n`, part, '\r\n'])
      .map((part) => Buffer.from(part)),
    Buffer.from('0\r\n\r\n'),
  ]);

describe('a body is read, however it is sent', () => {
  it.each<[string, readonly string[], string | Buffer]>([
    ['without a Content-Type', [sized(BODY)], BODY],
    ['in chunks, without a Content-Type', ['Transfer-Encoding: chunked'], chunked(BODY.slice(0, 5), BODY.slice(5))],
    ['in chunks, as JSON', ['Transfer-Encoding: chunked', 'Content-Type: application/json'], chunked(BODY)],
    ['as something else', [sized(BODY), 'Content-Type: x'], BODY],
    ['with gzip', [sized(gzipSync(BODY)), 'Content-Encoding: gzip'], gzipSync(BODY)],
    ['with GZIP, in chunks', ['Transfer-Encoding: chunked', 'Content-Encoding: GZIP'], chunked(gzipSync(BODY))],
    ['with deflate', [sized(deflateSync(BODY)), 'Content-Encoding: deflate'], deflateSync(BODY)],
    ['as it is, with identity', [sized(BODY), 'Content-Encoding: identity'], BODY],
  ])('%s', async (_how, head, body) => {
    const answer = await send(head, body);
    expect(answer.status).toBe(200);
    expect(asked).toEqual(['2026-01-27']);
  });

  it('none at all is one that says nothing', async () => {
    expect((await send([])).status).toBe(200);
    expect((await send(['Content-Length: 0'])).status).toBe(200);
    expect((await send(['Transfer-Encoding: chunked'], chunked())).status).toBe(200);
    expect(asked).toEqual([undefined, undefined, undefined]);
  });
});

describe('a body that is not read is refused, and the job does not run', () => {
  const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20));
  const cut = gzipSync(BODY).subarray(0, 20);
  it.each<[string, number, readonly string[], string | Buffer]>([
    ['an encoding that nobody knows', 415, [sized(BODY), 'Content-Encoding: nonsense'], BODY],
    [
      'br, which takes megabytes to inflate',
      415,
      [sized(brotliCompressSync(BODY)), 'Content-Encoding: br'],
      brotliCompressSync(BODY),
    ],
    ['zstd, which does too', 415, [sized(zstdCompressSync(BODY)), 'Content-Encoding: zstd'], zstdCompressSync(BODY)],
    ['two encodings', 415, [sized(gzipSync(gzipSync(BODY))), 'Content-Encoding: gzip, gzip'], gzipSync(gzipSync(BODY))],
    ['a charset that is not UTF-8', 415, [sized(BODY), 'Content-Type: application/json; charset=utf-16'], BODY],
    ['bytes that are not gzip', 400, [sized(BODY), 'Content-Encoding: gzip'], BODY],
    ['gzip that breaks off', 400, [sized(cut), 'Content-Encoding: gzip'], cut],
    ['bytes that are not UTF-8', 400, [sized(Buffer.from([0x22, 0xff, 0x22]))], Buffer.from([0x22, 0xff, 0x22])],
    ['64 KB and a byte', 413, [sized(' '.repeat(65_537))], ' '.repeat(65_537)],
    ['64 KB and a byte in chunks', 413, ['Transfer-Encoding: chunked'], chunked(' '.repeat(65_537))],
    ['100 MB in 102 KB of gzip', 413, [sized(bomb), 'Content-Encoding: gzip'], bomb],
    ['a gigabyte that is only announced', 413, ['Content-Length: 1073741824'], ''],
    ['gzip within Transfer-Encoding', 400, ['Transfer-Encoding: gzip, chunked'], chunked(gzipSync(BODY))],
  ])('%s → %i', async (_what, status, head, body) => {
    const answer = await send(head, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.body).error.code).toMatch(/^(bad_body|body_too_large)$/);
    expect(asked).toEqual([]);
  });

  it('64 KB are read', async () => {
    const body = BODY + ' '.repeat(65_536 - BODY.length);
    expect((await send([sized(body)], body)).status).toBe(200);
    expect(asked).toEqual(['2026-01-27']);
  });

  it('is refused by its method before it is sent', async () => {
    const announced = ['Content-Length: 1073741824'];
    expect((await send(announced, '', 'PUT')).status).toBe(405);
    expect((await send(announced, '', 'POST', '/getProba?user_id=u1')).status).toBe(405);
    expect((await send(announced, '', 'POST', '/nowhere')).status).toBe(404);
  });

  it('of GET is refused: nobody would read it', async () => {
    const answer = await send([sized('{}')], '{}', 'GET', '/getProba?user_id=u1');
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, 'bad_body']);
  });

  it('takes little memory, however much it would inflate to', async () => {
    await send([sized(bomb), 'Content-Encoding: gzip'], bomb);
    const before = process.memoryUsage();
    await Promise.all(Array.from({ length: 20 }, () => send([sized(bomb), 'Content-Encoding: gzip'], bomb)));
    const after = process.memoryUsage();
    expect((after.external + after.arrayBuffers - before.external - before.arrayBuffers) / 2 ** 20).toBeLessThan(64);
  });
});

it('a caller who goes away while sending leaves nothing behind', async () => {
  const head = 'POST /predictions HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n';
  const bytes = [head, gzipSync(BODY).subarray(0, 15)];
  await expect(rawRequest(served.server.url, bytes, { withinMs: 300 })).rejects.toThrow('nothing came');
  const connections = () => new Promise((resolve) => served.server.server.getConnections((_error, n) => resolve(n)));
  await expect.poll(connections).toBe(0);
  await expect.poll(() => served.logged.at(-1)?.message).toBe('predictions answered 400');
  expect(asked).toEqual([]);
});

it('a connection whose body is refused on the way is closed, and holds the server up no longer', async () => {
  const rest = Buffer.alloc(300_000, 'x');
  for (const encoded of [Buffer.from('not gzip'), gzipSync(BODY)]) {
    const size = `Content-Length: ${encoded.length + rest.length}`;
    const head = `POST /predictions HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n${size}\r\n\r\n`;
    await rawRequest(served.server.url, [head, encoded, rest]).catch(() => {});
  }
  const connections = () => new Promise((resolve) => served.server.server.getConnections((_error, n) => resolve(n)));
  await expect.poll(connections).toBe(0);
});
