import { createHash } from 'node:crypto';
import { type AttemptOptions, attempted, defaultAttempts, FinalError } from './delivery-attempts.js';
import type { Notice } from './notice.js';
import type { NoticeChannel } from './notices.js';
import { renderNotice } from './render-notice.js';
import { type EmailConfig, smtpOptions } from './smtp-options.js';

export interface EmailChannelOptions {
  /** Of the user, where the configuration names one. */
  readonly password: string | undefined;
  readonly attempts?: AttemptOptions;
}

/** Sends a notice as one mail to everybody, over SMTP; a password only ever over TLS, or to this machine. */
export class EmailChannel implements NoticeChannel {
  readonly name = 'email';

  constructor(
    readonly config: EmailConfig,
    readonly options: EmailChannelOptions,
  ) {}

  async send(notice: Notice): Promise<void> {
    const { from, to, user } = this.config;
    const { password, attempts = defaultAttempts } = this.options;
    if (user !== undefined && password === undefined) {
      throw new FinalError('There is a user but no password: set PROPENSITY_SMTP_PASSWORD.');
    }
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(smtpOptions(this.config, password, attempts));
    const mail = { from, to, messageId: messageIdOf(notice), ...renderNotice(notice) };
    await attempted(async () => {
      const rejected = await transport.sendMail(mail).then(
        (sent) => sent.rejected,
        (error) => {
          throw isPermanent(error) ? new FinalError(messageOf(error), { cause: error }) : error;
        },
      );
      // The others have it: another attempt would send it to them again.
      if (rejected.length > 0) throw new FinalError(`The server refused ${rejected.map(String).join(', ')}.`);
    }, attempts);
  }
}

/** The same for every attempt, so that a mail whose receipt got lost on the way is not shown twice. */
function messageIdOf(notice: Notice): string {
  const digest = createHash('sha256').update(JSON.stringify(notice)).digest('hex').slice(0, 32);
  return `<${digest}@propensity.invalid>`;
}

/** SMTP answers from 500 on mean: do not try again. So does a password that is refused. */
function isPermanent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = 'responseCode' in error ? Number(error.responseCode) : 0;
  return status >= 500 || ('code' in error && error.code === 'EAUTH');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
