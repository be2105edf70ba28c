import { parseConfig } from '@propensity/core/config';
import { afterEach, describe, expect, it } from 'vitest';
import { openNotices } from '../../src/notices/open-notices.js';
import { mailServer } from '../support/mail-server.js';
import { noticeOfPredictions } from '../support/some-notices.js';
import { webhookReceiver } from '../support/webhook-receiver.js';

const toClose: { close(): unknown }[] = [];
afterEach(async () => {
  for (const server of toClose.splice(0)) await server.close();
});

describe('openNotices', () => {
  it('opens the channels of a configuration, with the secrets', async () => {
    const mail = await mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) => done(null, { user: `${username}:${password}` }),
    });
    const hook = await webhookReceiver();
    toClose.push(mail, hook);
    const { notices } = parseConfig({
      source: { events: 'x' },
      target: { event: 'purchase' },
      notices: {
        email: { from: 'a@example.com', to: ['b@example.com'], host: '127.0.0.1', port: mail.port, user: 'shop' },
        webhook: { url: hook.url },
        on: ['failed'],
      },
    });
    const { channels, on } = openNotices(notices, { smtpPassword: 'p', webhookSecret: 's' });
    expect(on).toEqual(['failed']);
    expect(channels.map(({ name }) => name)).toEqual(['email', 'webhook']);
    for (const channel of channels) await channel.send(noticeOfPredictions);
    expect(mail.mails).toMatchObject([{ user: 'shop:p' }]);
    expect(hook.received[0]?.headers).toHaveProperty('x-propensity-signature');
  });

  it('opens none without a configuration', () => {
    expect(openNotices(undefined, {})).toEqual({ channels: [], on: [] });
  });
});
