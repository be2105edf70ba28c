import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inMemoryStack, loggedAt, type Served, serveStack } from '../support/served-stack.js';

const stack = inMemoryStack();
let served: Served;

beforeAll(async () => {
  served = await serveStack(stack.open);
});
afterAll(() => served.server.stop());

const ask = (path: string, init?: RequestInit) => fetch(served.server.url + path, init);
const post = (path: string, body?: string, type = 'application/json') =>
  ask(path, { method: 'POST', ...(body === undefined ? {} : { body, headers: { 'content-type': type } }) });

async function errorOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const text = await response.text();
  expect(text).not.toMatch(/node_modules|\.ts:\d|\.js:\d|<html/i);
  return JSON.parse(text).error as { code: string; message: string; hint: string };
}

describe('requests that are refused', () => {
  it.each([
    ['GET', '/getProba', 400, 'bad_user_id'],
    ['GET', '/getProba?user_id=', 400, 'bad_user_id'],
    ['GET', '/getProba?user_id=%20', 400, 'bad_user_id'],
    ['GET', '/getProba?user_id=a&user_id=b', 400, 'bad_user_id'],
    ['GET', '/getProba?user_id[]=a', 400, 'bad_user_id'],
    ['GET', `/getProba?user_id=${'x'.repeat(257)}`, 400, 'bad_user_id'],
    ['GET', '/getProba?user_id=a%00b', 400, 'bad_user_id'],
    ['GET', '/getProba?user_id=a&target=', 400, 'bad_target'],
    ['GET', '/getProba?user_id=a&target=b&target=c', 400, 'bad_target'],
    ['GET', `/getProba?user_id=a&target=${'x'.repeat(257)}`, 400, 'bad_target'],
    ['GET', '/getProba?user_id=a&target=b%00c', 400, 'bad_target'],
    ['POST', '/getProba?user_id=u1', 405, 'method_not_allowed'],
    ['DELETE', '/getProba?user_id=u1', 405, 'method_not_allowed'],
    ['OPTIONS', '/getProba?user_id=u1', 405, 'method_not_allowed'],
    ['GET', '/modelTraining', 405, 'method_not_allowed'],
    ['PUT', '/predictions', 405, 'method_not_allowed'],
    ['POST', '/healthz', 405, 'method_not_allowed'],
    ['GET', '/', 404, 'unknown_path'],
    ['GET', '/getproba?user_id=u1', 404, 'unknown_path'],
    ['GET', '//getProba/x', 404, 'unknown_path'],
    ['GET', '/%', 400, 'bad_path'],
  ])('%s %s → %i %s', async (method, path, status, code) => {
    const response = await ask(path, { method });
    expect(response.status).toBe(status);
    const error = await errorOf(response);
    expect(error.code).toBe(code);
    expect(error.hint).not.toBe('');
  });

  it('names the methods that are allowed', async () => {
    expect((await ask('/getProba', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
    expect((await ask('/modelTraining')).headers.get('allow')).toBe('POST');
  });
});

describe('bodies that are refused', () => {
  it.each([
    ['/modelTraining', '{"snapshot":', 'bad_body'],
    ['/modelTraining', '"2026-01-20"', 'bad_body'],
    ['/modelTraining', '[]', 'bad_body'],
    ['/modelTraining', '{"snapshot":"2026-02-30"}', 'bad_date'],
    ['/modelTraining', '{"snapshot":20260130}', 'bad_date'],
    ['/modelTraining', '{"week":"2026-01-20"}', 'unknown_field'],
    ['/modelTraining', '{"accept_drift":true}', 'unknown_field'],
    ['/predictions', '{"accept_drift":"yes"}', 'bad_body'],
    ['/predictions', '{"snapshots":"2026-01-20"}', 'unknown_field'],
    ['/predictions', '{"__proto__":"2026-01-20"}', 'unknown_field'],
    ['/modelEvaluation', '{"week":"2026-01-20","snapshot":"2026-01-21"}', 'bad_body'],
  ])('POST %s %s → 400 %s', async (path, body, code) => {
    for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
      const response = await post(path, body, type);
      expect(response.status).toBe(400);
      expect((await errorOf(response)).code).toBe(code);
    }
    expect(await stack.ports.registry.list()).toEqual([]);
  });

  it('a content encoding that nobody knows is answered in JSON', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'nonsense' };
    const response = await ask('/predictions', { method: 'POST', body: '{}', headers });
    expect(response.status).toBe(415);
    expect((await errorOf(response)).code).toBe('bad_body');
  });
});

describe('the four jobs, in order', () => {
  it('has nothing to look up before anything ran', async () => {
    const response = await ask('/getProba?user_id=u0');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ user_id: 'u0', proba: null, error: { code: 'user_not_found' } });
  });

  it('refuses predictions without a model with 422', async () => {
    const response = await post('/predictions', '{"week":"2026-01-27"}');
    expect(response.status).toBe(422);
    expect((await errorOf(response)).code).toBe('no_model');
  });

  it('trains, whatever the gate says', async () => {
    const response = await post('/modelTraining', '{"snapshot":"2026-01-20"}', 'application/octet-stream');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ job: 'modelTraining', snapshot: '2026-01-20', status: 'champion' });
  });

  it('predicts the week that it is asked for', async () => {
    const response = await post('/predictions', '{"week":"2026-01-27"}', 'application/x-www-form-urlencoded');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ job: 'predictions', snapshot: '2026-01-27' });
  });

  it('finds a user, by GET and by HEAD', async () => {
    const response = await ask('/getProba?user_id=u0');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const body = await response.json();
    expect(Object.keys(body)).toEqual(['user_id', 'proba', 'date', 'predicted_week', 'model', 'stale', 'selected']);
    expect(body).toMatchObject({ user_id: 'u0', date: '2026-02-10', predicted_week: '2026-01-27', stale: true });
    expect(body.proba).toBeGreaterThan(0);
    expect(body.proba).toBeLessThan(1);
    const named = await ask('/getProba?user_id=u0&target=purchase');
    expect(await named.json()).toEqual({ ...body, target: 'purchase' });
    const other = await ask('/getProba?user_id=u0&target=other');
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ user_id: 'u0', target: 'other', error: { code: 'user_not_found' } });
    const head = await ask('/getProba?user_id=u0', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  it('does not find another user, and gives the id back as it came', async () => {
    const response = await ask('/getProba?user_id=%C3%A9%2B%22%3Cb%3E');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ user_id: 'é+"<b>', proba: null });
  });

  it('evaluates without a body', async () => {
    const response = await post('/modelEvaluation');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      job: 'modelEvaluation',
      evaluated: [{ predicted_week: '2026-01-27', provisional: false }],
    });
  });

  it('closes every stack that it opened', async () => {
    await served.handlers.close();
    expect(stack.uses.opened).toBeGreaterThan(0);
    expect(stack.uses.closed).toBe(stack.uses.opened);
    expect(loggedAt(served, 'ERROR')).toEqual([]);
  });
});
