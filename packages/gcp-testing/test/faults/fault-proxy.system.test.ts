import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind, type FaultProxy, seededFaults, startFaultProxy } from '../../src/index.js';

let target: Server;
let heard: string[];
let url: string;
let proxy: FaultProxy | undefined;

beforeEach(async () => {
  heard = [];
  target = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    heard.push(`${request.method} ${request.url} ${body}`);
    response.setHeader('location', `${url}/next`).end('a body of the server');
  });
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
  target.closeAllConnections();
  target.close();
});

async function ask(fault: FaultKind | null) {
  proxy = await startFaultProxy({ run: 'test', bigquery: url, storage: url }, () => fault);
  const response = await fetch(`${proxy.servers.storage}/a?b=c`, { method: 'POST', body: 'sent' });
  return { status: response.status, text: await response.text(), location: response.headers.get('location') };
}

describe('a proxy', () => {
  it('passes a request and its answer on, and further requests through itself', async () => {
    const answer = await ask(null);
    expect(answer).toEqual({ status: 200, text: 'a body of the server', location: `${proxy?.servers.storage}/next` });
    expect(heard).toEqual(['POST /a?b=c sent']);
    expect(proxy?.requests).toMatchObject([{ server: 'storage', method: 'POST', path: '/a?b=c' }]);
    expect(proxy?.counts.size).toBe(0);
  });

  it.each<[FaultKind, boolean, number | null]>([
    ['delayed', true, 200],
    ['dropped', false, null],
    ['answered 429', false, 429],
    ['answered 500', false, 500],
    ['answered 503', false, 503],
    ['cut short', true, null],
    ['answer lost', true, null],
    ['closed while kept alive', true, 200],
  ])('%s: the server hears it: %s; the client sees: %s', async (fault, isHeard, status) => {
    const answer = await ask(fault).catch(() => null);
    expect(answer?.status ?? null).toBe(status);
    expect(heard).toHaveLength(isHeard ? 1 : 0);
    expect([...proxy!.counts]).toEqual([[fault, 1]]);
  });

  it('stands before nothing but loopback', async () => {
    await expect(
      startFaultProxy({ run: 'test', bigquery: 'http://192.0.2.1', storage: url }, () => null),
    ).rejects.toThrow('loopback');
  });
});

describe('a seeded plan', () => {
  const drawn = (seed: number, rate: number, longestRun = 4000) => {
    const plan = seededFaults({ seed, rate, longestRun });
    return Array.from({ length: 4000 }, () =>
      plan({ server: 'bigquery', method: 'GET', path: '/', body: Buffer.of() }),
    );
  };

  it('is the same for the same seed, and another for another', () => {
    expect(drawn(1, 0.2)).toEqual(drawn(1, 0.2));
    expect(drawn(1, 0.2)).not.toEqual(drawn(2, 0.2));
  });

  it('draws every kind about as often, at the rate that is asked for', () => {
    const faults = drawn(3, 0.2).filter((fault) => fault !== null);
    expect(faults.length / 4000).toBeCloseTo(0.2, 1);
    for (const kind of FAULT_KINDS) {
      expect(faults.filter((fault) => fault === kind).length).toBeGreaterThan(faults.length / 16);
    }
  });

  it('lets a request through after so many faults', () => {
    const runs = drawn(4, 0.9, 3)
      .map((fault) => (fault === null ? ' ' : 'x'))
      .join('')
      .split(' ');
    expect(Math.max(...runs.map(({ length }) => length))).toBe(3);
  });

  it('lets everyone through after so many faults, whoever asks meanwhile', () => {
    const plan = seededFaults({ seed: 5, rate: 0.9, longestRun: 3, askerOf: ({ path }) => path });
    const faults = { '/a': 0, '/b': 0 };
    for (let request = 0; request < 4000; request++) {
      const path = request % 2 === 0 ? '/a' : '/b';
      const fault = plan({ server: 'bigquery', method: 'GET', path, body: Buffer.of() });
      faults[path] = fault === null ? 0 : faults[path] + 1;
      expect(faults[path]).toBeLessThanOrEqual(3);
    }
  });
});
