/** What must not be in a configuration file. Never logged. */
export interface Secrets {
  /** Password of the SMTP user. */
  readonly smtpPassword?: string | undefined;
  /** Key of the webhook's signature. */
  readonly webhookSecret?: string | undefined;
  /** What callers of jobs have to send to `serve`. */
  readonly serveToken?: string | undefined;
  /** API secret of the Measurement Protocol. */
  readonly analyticsApiSecret?: string | undefined;
  /** OAuth access token of the Data Manager API. */
  readonly dataManagerToken?: string | undefined;
}

/**
 * Takes them from PROPENSITY_SMTP_PASSWORD, PROPENSITY_WEBHOOK_SECRET, PROPENSITY_SERVE_TOKEN, PROPENSITY_GA4_API_SECRET and
 * PROPENSITY_DATA_MANAGER_TOKEN; an empty one counts as none.
 */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    smtpPassword: env.PROPENSITY_SMTP_PASSWORD || undefined,
    webhookSecret: env.PROPENSITY_WEBHOOK_SECRET || undefined,
    serveToken: env.PROPENSITY_SERVE_TOKEN || undefined,
    analyticsApiSecret: env.PROPENSITY_GA4_API_SECRET || undefined,
    dataManagerToken: env.PROPENSITY_DATA_MANAGER_TOKEN || undefined,
  };
}
