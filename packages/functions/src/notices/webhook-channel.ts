import { createHmac } from 'node:crypto';
import { type AttemptOptions, attempted, defaultAttempts, FinalError } from './delivery-attempts.js';
import type { Notice } from './notice.js';
import type { NoticeChannel } from './notices.js';
import { renderNotice } from './render-notice.js';

export interface WebhookChannelOptions {
  /** Signs every body; unsigned without. */
  readonly secret: string | undefined;
  readonly attempts?: AttemptOptions;
}

/**
 * Posts a notice as JSON, with the mail's text as `text`. `X-Propensity-Signature` is `sha256=` and the HMAC-SHA256 of
 * the body in hexadecimal. Redirects are not followed.
 */
export class WebhookChannel implements NoticeChannel {
  readonly name = 'webhook';

  constructor(
    readonly url: string,
    readonly options: WebhookChannelOptions,
  ) {}

  async send(notice: Notice): Promise<void> {
    const { secret, attempts = defaultAttempts } = this.options;
    const body = JSON.stringify({ ...notice, text: renderNotice(notice).text });
    const headers: Record<string, string> = { 'Content-Type': 'application/json', 'User-Agent': 'Propensity' };
    if (secret !== undefined) {
      headers['X-Propensity-Signature'] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    }
    await attempted(async () => {
      const response = await this.#post(body, headers, attempts.timeoutMs);
      await response.body?.cancel();
      if (response.ok) return;
      const message = `The webhook answered ${response.status}.`;
      const worthTrying = response.status >= 500 || response.status === 408 || response.status === 429;
      throw worthTrying ? new Error(message) : new FinalError(message);
    }, attempts);
  }

  async #post(body: string, headers: Record<string, string>, timeoutMs: number): Promise<Response> {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      return await fetch(this.url, { method: 'POST', body, headers, redirect: 'manual', signal });
    } catch (cause) {
      throw new Error(`The webhook could not be reached: ${reasonOf(cause)}`, { cause });
    }
  }
}

/** `fetch` hides what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
