import type { NoticesConfig } from '@propensity/core/config';
import type { Secrets } from '../secrets.js';
import { EmailChannel } from './email-channel.js';
import type { NoticeChannel, Notices } from './notices.js';
import { WebhookChannel } from './webhook-channel.js';

/** The channels that the configuration names; none without one. */
export function openNotices(config: NoticesConfig | undefined, secrets: Secrets): Notices {
  const channels: NoticeChannel[] = [];
  if (config?.email !== undefined) channels.push(new EmailChannel(config.email, { password: secrets.smtpPassword }));
  if (config?.webhook !== undefined) {
    channels.push(new WebhookChannel(config.webhook.url, { secret: secrets.webhookSecret }));
  }
  return { channels, on: config?.on ?? [] };
}
