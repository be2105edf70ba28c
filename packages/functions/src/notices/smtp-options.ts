import type { NoticesConfig } from '@propensity/core/config';
import type { AttemptOptions } from './delivery-attempts.js';

/** What a configuration says of mail. */
export type EmailConfig = NonNullable<NoticesConfig['email']>;

/**
 * The options of nodemailer for one attempt. TLS is used where the server offers it, and required where a password is
 * sent to another machine.
 */
export function smtpOptions(
  { host, port, secure, user }: EmailConfig,
  password: string | undefined,
  attempts: AttemptOptions,
) {
  const { timeoutMs } = attempts;
  return {
    host,
    port,
    secure,
    requireTLS: user !== undefined && !isLoopback(host),
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
