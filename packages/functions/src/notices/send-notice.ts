import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import type { Notice } from './notice.js';
import type { NoticeChannel, NoticeReport, Notices } from './notices.js';

/**
 * Sends a notice by every channel at once and says what became of each; what cannot be delivered is logged as an error.
 * Never rejects. Empty when nobody wants to know; alerts are sent whatever the outcome.
 */
export function sendNotice(notice: Notice, { channels, on }: Notices, log: Log): Promise<NoticeReport[]> {
  if (!on.includes(notice.outcome) && notice.alerts.length === 0) return Promise.resolve([]);
  return Promise.all(channels.map((channel) => delivered(channel, notice, log)));
}

/** Sends a test by every channel, whatever outcomes are reported. Never rejects. */
export function sendTest(notice: Notice, { channels }: Notices, log: Log): Promise<NoticeReport[]> {
  return Promise.all(channels.map((channel) => delivered(channel, notice, log)));
}

async function delivered(channel: NoticeChannel, notice: Notice, log: Log): Promise<NoticeReport> {
  try {
    await channel.send(notice);
    return { channel: channel.name, ok: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log('ERROR', `The notice of ${notice.job} could not be sent by ${channel.name}: ${reason}`, errorFields(error));
    return { channel: channel.name, ok: false, error: reason };
  }
}
