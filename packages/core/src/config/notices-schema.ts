import { z } from 'zod';

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const webhookUrl = z.union([
  z.url({ protocol: /^https$/, error: 'an https URL' }),
  z.url({ protocol: /^http$/, hostname: LOOPBACK, error: 'an http URL of this machine' }),
]);

const mailbox = z
  .string()
  .regex(/^(?:[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, 'an address such as "Shop <shop@example.com>"');

/** The outcomes of a job. */
const outcome = z.enum(['success', 'refused', 'failed']);

/** The section `notices`: who is notified when training, predictions or evaluation has ended. */
export const noticesSchema = z
  .strictObject({
    email: z
      .strictObject({
        from: mailbox.describe('Who sends.'),
        to: z.array(mailbox).min(1).describe('Who gets the mail, all in one.'),
        host: z.string().min(1).describe('SMTP server.'),
        port: z.int().min(1).max(65_535).default(587).describe('Port of the SMTP server.'),
        secure: z.boolean().default(false).describe('TLS from the first byte (port 465); otherwise by STARTTLS.'),
        user: z.string().min(1).optional().describe('The password comes from PROPENSITY_SMTP_PASSWORD.'),
      })
      .optional()
      .describe('Notices by mail.'),
    webhook: z
      .strictObject({
        url: webhookUrl.describe('Gets a POST of JSON, signed when PROPENSITY_WEBHOOK_SECRET is set.'),
      })
      .optional()
      .describe('Notices to an address of the web.'),
    on: z.array(outcome).min(1).default(outcome.options).describe('Outcomes that are reported.'),
  })
  .describe('Who is notified when training, predictions or evaluation has ended.');

/** What a configuration says about notices. */
export type NoticesConfig = z.output<typeof noticesSchema>;

/** The outcome of a job: done, refused by a check, or failed. */
export type JobOutcome = z.output<typeof outcome>;
