import { PropensityError } from '@propensity/core';
import type { PredictResult } from '@propensity/core/jobs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Jobs } from '../../src/http/jobs.js';
import { inMemoryStack, loggedAt, type Served, serveStack } from '../support/served-stack.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.server.stop();
  served = undefined;
});

async function servedWith(jobs: Partial<Jobs>, open = inMemoryStack().open): Promise<Served> {
  served = await serveStack(open, jobs);
  return served;
}

const post = (path: string, body = '{}') => fetch(`${served?.server.url}${path}`, { method: 'POST', body });

describe('what an error becomes', () => {
  it.each([
    ['usage', 400],
    ['refused', 422],
    ['conflict', 409],
    ['failed', 500],
  ] as const)('a PropensityError of kind %s → %i', async (kind, status) => {
    const server = await servedWith({
      predictions: async () => {
        throw new PropensityError('some_code', 'Some message.', { kind, hint: 'Some hint.' });
      },
    });
    const response = await post('/predictions');
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: { code: 'some_code', message: 'Some message.', hint: 'Some hint.' },
    });
    expect(loggedAt(server, 'ERROR')).toHaveLength(kind === 'failed' ? 1 : 0);
    expect(loggedAt(server, 'WARNING')).toHaveLength(kind === 'failed' ? 0 : 1);
  });

  it('any other error → 500 that says nothing, and a log entry that says everything', async () => {
    const { logged } = await servedWith({
      getProba: async () => {
        throw new Error('SELECT secret FROM vault', { cause: new Error('deeper') });
      },
    });
    const response = await fetch(`${served?.server.url}/getProba?user_id=u1`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text).error.code).toBe('internal_error');
    expect(text).not.toContain('secret');
    expect(JSON.stringify(logged)).toMatch(/SELECT secret FROM vault.*deeper/);
  });

  it('keeps the folders of the server to itself', async () => {
    await servedWith({
      predictions: async () => {
        throw new PropensityError('some_code', 'The file /srv/app/.propensity/warehouse.duckdb is held.', {
          kind: 'conflict',
          hint: 'See https://example.org/a/b, or and/or.',
        });
      },
    });
    expect((await (await post('/predictions')).json()).error).toMatchObject({
      message: 'The file warehouse.duckdb is held.',
      hint: 'See https://example.org/a/b, or and/or.',
    });
  });

  it('says who has to wait for another process, and not for which', async () => {
    await servedWith({
      predictions: async () => {
        throw new PropensityError(
          'warehouse_locked',
          'The warehouse /srv/w.duckdb is held by another process (4711); waited 15 s.',
          { kind: 'conflict', hint: 'Let that command finish or stop it.' },
        );
      },
    });
    const response = await post('/predictions');
    expect([response.status, response.headers.get('retry-after')]).toEqual([409, '30']);
    expect(await response.json()).toEqual({
      error: {
        code: 'warehouse_locked',
        message: 'Another job is at work on the warehouse.',
        hint: 'Ask again when it has ended.',
      },
    });
  });

  it("a wrong configuration is the server's fault", async () => {
    const { logged } = await servedWith({}, async () => {
      throw new PropensityError('config_not_found', 'There is no file /srv/app/x.json.', { kind: 'usage' });
    });
    const response = await fetch(`${served?.server.url}/getProba?user_id=u1`);
    expect(response.status).toBe(500);
    expect((await response.json()).error.code).toBe('misconfigured');
    expect(JSON.stringify(logged)).toContain('/srv/app/x.json');
  });
});

describe('runs at the same time', () => {
  const result = { job: 'predictions' } as unknown as PredictResult;

  it('the same run twice → 409, another one waits, and afterwards it may run again', async () => {
    const begun: (string | undefined)[] = [];
    const running = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    await servedWith({
      predictions: async (_ports, _settings, options) => {
        begun.push(options?.snapshot);
        running.resolve();
        await release.promise;
        return result;
      },
    });
    const first = post('/predictions', '{"week":"2026-01-20"}');
    await running.promise;
    const second = await post('/predictions', '{"snapshot":"2026-01-20"}');
    expect(second.status).toBe(409);
    expect((await second.json()).error.code).toBe('run_in_progress');
    const other = post('/predictions', '{"snapshot":"2026-01-27"}');
    expect((await fetch(`${served?.server.url}/healthz`)).status).toBe(200);
    expect(begun).toEqual(['2026-01-20']);
    release.resolve();
    expect([(await first).status, (await other).status]).toEqual([200, 200]);
    expect(begun).toEqual(['2026-01-20', '2026-01-27']);
    expect((await post('/predictions', '{"snapshot":"2026-01-20"}')).status).toBe(200);
  });

  it('a run that failed leaves the way free', async () => {
    let calls = 0;
    await servedWith({
      predictions: async () => {
        if (calls++ === 0) throw new Error('once');
        return result;
      },
    });
    expect((await post('/predictions')).status).toBe(500);
    expect((await post('/predictions')).status).toBe(200);
  });
});

describe('serve', () => {
  it('says so when the port is taken', async () => {
    const { server, handlers } = await servedWith({});
    const { serve } = await import('../../src/http/serve.js');
    const port = Number(new URL(server.url).port);
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    await expect(serve({ handler: handlers.propensity, port })).rejects.toMatchObject({
      code: 'cannot_listen',
      kind: 'usage',
    });
  });
});
