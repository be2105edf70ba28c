import { errorFields } from '../logging/error-fields.js';
import type { Log } from '../logging/log.js';
import type { Notice } from './notice.js';
import type { NoticeChannel, NoticeReport, Notices } from './notices.js';

/**
 * Sends a notice by every channel at once and says what became of each; what cannot be delivered is logged as an error.
 * Never rejects. Empty when nobody wants to know.
 */
export function sendNotice(notice: Notice, { channels, on }: Notices, log: Log): Promise<NoticeReport[]> {
  if (!on.includes(notice.outcome)) return Promise.resolve([]);
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
