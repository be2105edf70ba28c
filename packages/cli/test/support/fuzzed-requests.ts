import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const METHODS = ['GET', 'GET', 'POST', 'POST', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'];
const ODD_METHODS = ['TRACE', 'CONNECT', 'get', 'GE T', '', 'M-SEARCH'];
const PATHS = [
  '/getProba',
  '/getProba',
  '/predictions',
  '/predictions',
  '/modelTraining',
  '/modelEvaluation',
  '/healthz',
];
const ODD_PATHS = [
  '/',
  '*',
  '//',
  '/%',
  '/%ff',
  '/../../etc/passwd',
  'http://localhost/getProba',
  '/getProba/',
  '/\u0000',
  '',
];
const QUERIES = [
  '',
  '?user_id=u1',
  '?user_id=u2',
  '?user_id=',
  '?user_id=%ff',
  '?user_id=a&user_id=b',
  '?user_id=%00',
  '?user_id[]=x',
  '?user_id=%F0%9F%98%80',
  '?',
  '?&&==',
  '?user_id=%',
];
const HEADERS = [
  'Content-Type: application/json',
  'Content-Type: text/plain; charset=utf-16',
  'Content-Type: ;;;=',
  'Content-Type: multipart/form-data',
  'Content-Encoding: gzip',
  'Content-Encoding: br',
  'Content-Encoding: deflate',
  'Content-Encoding: zstd',
  'Content-Encoding: gzip, gzip',
  'Connection: close',
  'Connection: keep-alive',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Origin: null',
  'Origin: http://localhost',
  'Sec-Fetch-Site: cross-site',
  'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'traceparent: x',
  'X-Cloud-Trace-Context: 1/2;o=3',
  'X-CloudScheduler: true',
  'X-CloudScheduler-JobName: j',
  'X-CloudScheduler-ScheduleTime: 2026-13-45T99:00:00Z',
  'Authorization: Bearer x',
  'If-None-Match: *',
  'Range: bytes=0-1',
  'Cookie: a=b',
];
const ODD_HEADERS = [
  'Host: evil.example',
  'Host:',
  'Host: [',
  'Content-Encoding: \u00e9',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: identity',
  'Content-Length: 0',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 1073741824',
  'Expect: 100-continue',
  'Expect: nothing',
  ': nameless',
  'no colon',
];
const TEXTS = [
  '',
  '{}',
  '{',
  '[]',
  'null',
  '"x"',
  '{"snapshot":"2026-01-31"}',
  '{"snapshot":null}',
  '{"__proto__":1}',
  '{"week":"2026-02-30"}',
  '\ufeff{}',
  '{"a":'.repeat(5000),
  ' '.repeat(70_000),
];
const LARGE = Buffer.alloc(30 * 2 ** 20);
const LARGE_PACKED = [gzipSync(LARGE), brotliCompressSync(LARGE), deflateSync(LARGE)];

/** One request after the other, from plausible ones to bytes that mean nothing; the same seed gives the same ones. */
export function* fuzzedRequests(seed: number): Generator<Buffer> {
  const random = randomOf(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const odd = () => below(12) === 0;
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));

  const body = (): Buffer => {
    const kind = below(20);
    if (kind === 0) return pick(LARGE_PACKED);
    if (kind === 1) return noise(below(3000));
    const text = Buffer.from(pick(TEXTS));
    if (kind < 5) return pick([gzipSync, brotliCompressSync, deflateSync])(text);
    return kind < 7 ? text.subarray(0, below(text.length + 1)) : text;
  };
  const request = (): Buffer => {
    const headers = Array.from({ length: below(4) }, () => pick(HEADERS));
    if (below(8) > 0) headers.unshift(below(8) > 0 ? 'Host: localhost' : 'Host: 127.0.0.1:80');
    if (odd()) headers.push(pick(ODD_HEADERS));
    const content = below(2) === 0 ? Buffer.alloc(0) : body();
    const framed =
      below(3) === 0
        ? Buffer.concat([
            Buffer.from(`${content.length.toString(16)}\r\n`),
            content,
            Buffer.from(pick(['\r\n0\r\n\r\n', '\r\n', 'x'])),
          ])
        : content;
    if (framed !== content) headers.push('Transfer-Encoding: chunked');
    else if (content.length > 0 && below(5) > 0)
      headers.push(`Content-Length: ${content.length + (below(10) === 0 ? below(9) - 4 : 0)}`);
    if (below(50) === 0) headers.push(`X-Long: ${'x'.repeat(below(40_000))}`);
    const version = odd() ? pick(['HTTP/1.0', 'HTTP/9', '']) : 'HTTP/1.1';
    const line = `${pick(odd() ? ODD_METHODS : METHODS)} ${pick(odd() ? ODD_PATHS : PATHS)}${pick(QUERIES)} ${version}`;
    return Buffer.concat([Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n`, 'latin1'), framed]);
  };

  for (;;) {
    let bytes = request();
    const kind = below(10);
    if (kind === 0)
      for (let n = below(6); n >= 0 && bytes.length > 0; n--) bytes[below(Math.min(bytes.length, 400))] = below(256);
    if (kind === 1) bytes = bytes.subarray(0, below(bytes.length + 1));
    if (kind === 2) bytes = Buffer.concat([bytes, request(), request()]);
    if (kind === 3 && below(10) === 0) bytes = noise(below(2000));
    yield bytes;
  }
}
