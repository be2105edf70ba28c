/** What must not stand in a configuration file. Never logged. */
export interface Secrets {
  /** Password of the SMTP user. */
  readonly smtpPassword?: string | undefined;
  /** Key of the webhook's signature. */
  readonly webhookSecret?: string | undefined;
}

/** Takes them from PROPENSITY_SMTP_PASSWORD and PROPENSITY_WEBHOOK_SECRET; an empty one counts as none. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    smtpPassword: env.PROPENSITY_SMTP_PASSWORD || undefined,
    webhookSecret: env.PROPENSITY_WEBHOOK_SECRET || undefined,
  };
}
