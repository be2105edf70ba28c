import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

let workplace: Workplace;
let receiver: Server;
let status: number;
const received: { body: string; signature: unknown }[] = [];

beforeEach(async () => {
  status = 204;
  received.length = 0;
  receiver = createServer(async (request, response) => {
    received.push({ body: await text(request), signature: request.headers['x-propensity-signature'] });
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  workplace = await Workplace.create(undefined, { PROPENSITY_WEBHOOK_SECRET: 'key' });
  const config = {
    source: { events: 'export/events_*.parquet' },
    target: { event: 'purchase' },
    notices: { webhook: { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` } },
  };
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
});
afterEach(async () => {
  receiver.close();
  await workplace.remove();
});

describe('a job on the command line', () => {
  it.each([
    ['train', 'modelTraining'],
    ['predict', 'predictions'],
    ['evaluate', 'modelEvaluation'],
  ])('%s reports its result by a signed notice', async (command, job) => {
    const { exitCode, value } = await workplace.json(command);
    expect([exitCode, value.error.code]).toEqual([2, 'no_export_files']);
    const [{ body, signature } = { body: '', signature: '' }] = received;
    expect(JSON.parse(body)).toMatchObject({ job, outcome: 'failed', error: { code: 'no_export_files' } });
    expect(signature).toBe(`sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`);
  });

  it('says that a notice could not be sent, even quietly, and is otherwise as it was', async () => {
    status = 404;
    const { exitCode, out, err } = await workplace.run('train', '--quiet', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(out).error.code).toBe('no_export_files');
    expect(err).toBe('! The notice of modelTraining could not be sent by webhook: The webhook answered 404.\n');
  });
});

describe('notices test', () => {
  it('sends a signed test, and says that it was taken', async () => {
    const { exitCode, value } = await workplace.json('notices', 'test');
    expect([exitCode, value]).toEqual([0, { job: 'notices', notices: [{ channel: 'webhook', ok: true }] }]);
    const [{ body, signature } = { body: '', signature: '' }] = received;
    expect(JSON.parse(body)).toMatchObject({ test: true, run_id: null, error: null, alerts: [] });
    expect(JSON.parse(body).text).toMatch(/^Test of the notices\n/);
    expect(signature).toBe(`sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`);
    expect(received).toHaveLength(1);
  });

  it('says what a channel answered, and ends with 1, where one failed', async () => {
    status = 404;
    const { exitCode, value } = await workplace.json('notices', 'test');
    expect([exitCode, value.notices]).toEqual([
      1,
      [{ channel: 'webhook', ok: false, error: 'The webhook answered 404.' }],
    ]);
    expect((await workplace.run('notices', 'test')).out).toContain('webhook: The webhook answered 404.');
  });

  it('is refused where nobody is notified', async () => {
    const config = { source: { events: 'export/events_*.parquet' }, target: { event: 'purchase' } };
    await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
    const { exitCode, value } = await workplace.json('notices', 'test');
    expect([exitCode, value.error.code]).toEqual([2, 'no_notices']);
  });
});
