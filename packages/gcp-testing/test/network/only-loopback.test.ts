import dns from 'node:dns';
import { lookup } from 'node:dns/promises';
import { get } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { takeForbiddenHosts } from '../../src/index.js';

const failure = (emitter: { on(event: 'error', listener: (error: Error) => void): unknown }) =>
  new Promise<Error>((done) => emitter.on('error', done));

describe('tests reach for no host but loopback', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['fetch', () => fetch('http://192.0.2.1/').catch((error) => error.cause)],
    ['an http request', () => failure(get('http://192.0.2.1/'))],
    ['a socket', () => failure(connect(80, '192.0.2.1'))],
    ['TLS', () => failure(connectTls(443, '192.0.2.1'))],
    ['HTTP/2, as gRPC speaks it', () => failure(connectHttp2('http://192.0.2.1'))],
    ['a look-up by promise', () => lookup('192.0.2.1').catch((error) => error)],
    ['a look-up by callback', () => new Promise((done) => dns.lookup('192.0.2.1', (error) => done(error)))],
  ])('%s fails and is remembered', async (_name, reach) => {
    expect(await reach()).toMatchObject({ code: 'ENOTFOUND', hostname: '192.0.2.1' });
    expect(takeForbiddenHosts()).toEqual(['192.0.2.1']);
  });

  it('does not look up a name', async () => {
    const error = await fetch('http://metadata.google.internal/').catch((failed) => failed.cause);
    expect(error).toMatchObject({ hostname: 'metadata.google.internal' });
    expect(takeForbiddenHosts()).toEqual(['metadata.google.internal']);
  });

  it('lets loopback through, by address and by name', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const error = await fetch(`http://${host}:1/`).catch((failed) => failed.cause);
      expect(JSON.stringify(error)).not.toContain('no host but loopback');
    }
    expect(takeForbiddenHosts()).toEqual([]);
  });
});
