import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { WebhookChannel } from '../../src/notices/webhook-channel.js';
import { noticeOfPredictions } from '../support/some-notices.js';
import { webhookReceiver } from '../support/webhook-receiver.js';

const ATTEMPTS = { timeoutMs: 300, retries: 2, waitMs: 5 };
let receiver: Awaited<ReturnType<typeof webhookReceiver>> | undefined;
afterEach(() => receiver?.close());

const channelTo = (url: string, secret?: string) => new WebhookChannel(url, { secret, attempts: ATTEMPTS });

describe('WebhookChannel', () => {
  it('posts the notice as JSON, signed', async () => {
    receiver = await webhookReceiver();
    await channelTo(receiver.url, 'key').send(noticeOfPredictions);
    const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-propensity-signature']).toBe(`sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`);
    expect(JSON.parse(body)).toEqual({ ...noticeOfPredictions, text: expect.stringContaining('Users scored') });
    expect(body).not.toContain('"key"');
  });

  it('leaves the signature out without a secret', async () => {
    receiver = await webhookReceiver();
    await channelTo(receiver.url).send(noticeOfPredictions);
    expect(receiver.received[0]?.headers).not.toHaveProperty('x-propensity-signature');
  });

  it('tries again after what may pass', async () => {
    receiver = await webhookReceiver((response, nth) => {
      if (nth === 1) response.writeHead(503).end('busy');
      else if (nth === 2) response.destroy();
      else response.writeHead(200).end('ok');
    });
    await channelTo(receiver.url).send(noticeOfPredictions);
    expect(receiver.received.map(({ body }) => body)).toEqual(Array(3).fill(receiver.received[0]?.body));
  });

  it.each([400, 401, 404, 410, 302])('gives up at once on %i', async (status) => {
    receiver = await webhookReceiver((response) => response.writeHead(status, { Location: '/elsewhere' }).end());
    await expect(channelTo(receiver.url).send(noticeOfPredictions)).rejects.toThrow(`The webhook answered ${status}.`);
    expect(receiver.received).toHaveLength(1);
  });

  it('gives up after three attempts, each bounded', async () => {
    receiver = await webhookReceiver(() => {});
    const begun = performance.now();
    await expect(channelTo(receiver.url).send(noticeOfPredictions)).rejects.toThrow(/could not be reached: .*timeout/);
    expect(receiver.received).toHaveLength(3);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
