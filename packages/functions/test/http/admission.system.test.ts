import type { PredictResult } from '@propensity/core/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admission, isLoopback } from '../../src/http/admission.js';
import { rawRequest } from '../support/raw-request.js';
import { inMemoryStack, type Served, serveStack } from '../support/served-stack.js';

let served: Served;
let runs = 0;
const jobs = {
  predictions: async () => {
    runs += 1;
    return { job: 'predictions' } as unknown as PredictResult;
  },
};
const ask = (path: string, head: readonly string[], method = 'GET') =>
  rawRequest(served.server.url, `${[`${method} ${path} HTTP/1.1`, ...head].join('\r\n')}\r\n\r\n`);
const codeOf = ({ status, body }: { readonly status: number; readonly body: string }) => [
  status,
  JSON.parse(body).error?.code,
];

describe('on loopback', () => {
  beforeAll(async () => {
    const options = { listensOn: '127.0.0.1', hosts: ['Scores.internal'], token: undefined };
    served = await serveStack(inMemoryStack().open, jobs, admission(options));
  });
  afterAll(() => served.server.stop());

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '127.8.9.1', '[::1]:8080', 'scores.internal:443'])(
    'answers who asks for %s',
    async (host) => {
      expect((await ask('/healthz', [`Host: ${host}`])).status).toBe(200);
      const before = runs;
      expect((await ask('/predictions', [`Host: ${host}`], 'POST')).status).toBe(200);
      expect(runs).toBe(before + 1);
    },
  );

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.7',
    '[fe80::1]',
    'internal',
  ])('does not answer to the name %s, which a page may have been lent', async (host) => {
    const before = runs;
    for (const path of ['/getProba?user_id=u0', '/healthz', '/nowhere']) {
      expect(codeOf(await ask(path, [`Host: ${host}`]))).toEqual([403, 'forbidden_host']);
    }
    expect(codeOf(await ask('/predictions', [`Host: ${host}`], 'POST'))).toEqual([403, 'forbidden_host']);
    expect(runs).toBe(before);
  });

  it.each([[[]], [['Host:']], [['Host: a b']], [['Host: x@localhost']]])('requires a host: %j', async (head) => {
    expect(codeOf(await ask('/healthz', head))).toEqual([400, 'bad_host']);
  });

  it.each([
    ['Origin: https://evil.example'],
    ['Origin: http://localhost:3000'],
    ['Origin: http://localhost'],
    ['Origin: null'],
    ['Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: same-site'],
  ])('answers no page that sends %s', async (header) => {
    const before = runs;
    const head = ['Host: localhost:8080', header];
    expect(codeOf(await ask('/getProba?user_id=u0', head))).toEqual([403, 'forbidden_origin']);
    expect(codeOf(await ask('/predictions', head, 'POST'))).toEqual([403, 'forbidden_origin']);
    expect(runs).toBe(before);
  });

  it.each([['Origin: http://localhost:8080'], ['Sec-Fetch-Site: same-origin'], ['Sec-Fetch-Site: none']])(
    'answers its own pages, and who types the address: %s',
    async (header) => {
      expect((await ask('/healthz', ['Host: localhost:8080', header])).status).toBe(200);
    },
  );
});

describe('beyond loopback', () => {
  beforeAll(async () => {
    const options = { listensOn: '0.0.0.0', hosts: [], token: 'correct horse' };
    served = await serveStack(inMemoryStack().open, jobs, admission(options));
  });
  afterAll(() => served.server.stop());

  it('jobs are for who knows the token', async () => {
    const before = runs;
    for (const head of [[], ['Authorization: Bearer wrong'], ['Authorization: correct horse']]) {
      const answer = await ask('/predictions', ['Host: 192.168.1.7:8080', ...head], 'POST');
      expect(codeOf(answer)).toEqual([401, 'token_needed']);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect(runs).toBe(before);
    const head = ['Host: 192.168.1.7:8080', 'Authorization: Bearer correct horse'];
    expect((await ask('/predictions', head, 'POST')).status).toBe(200);
    expect(runs).toBe(before + 1);
  });

  it('is asked by an address, which nobody can lend to a page, not by a name', async () => {
    expect(codeOf(await ask('/getProba?user_id=nobody', ['Host: 192.168.1.7']))).toEqual([404, 'user_not_found']);
    expect(codeOf(await ask('/getProba?user_id=nobody', ['Host: evil.example']))).toEqual([403, 'forbidden_host']);
  });
});

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.example', false],
  ['192.168.0.1', false],
])('%s is loopback: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
