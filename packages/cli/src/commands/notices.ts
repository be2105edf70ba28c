import { PropensityError } from '@propensity/core';
import { EXIT } from '../exit-code.js';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderNotices } from '../render/render-notices.js';
import type { NoticesResult } from '../results.js';
import { withStack } from '../with-stack.js';

/**
 * Sends a test through every channel of the configuration and says what each answered; the exit code is 1 where one failed.
 * @throws PropensityError `no_notices` (kind `usage`) where the configuration names none
 */
export function noticesTestCommand(io: Io, options: GlobalOptions): Promise<Outcome> {
  return withStack(io, { ...options, quiet: true }, async ({ notices, settings }) => {
    if (notices.channels.length === 0) {
      throw new PropensityError('no_notices', 'The configuration names nobody who is notified.', {
        kind: 'usage',
        hint: 'Add notices.email or notices.webhook.',
      });
    }
    const { sendTest, testNotice } = await import('@propensity/functions');
    const reports = await sendTest(testNotice(settings, io.clock()), notices, () => {});
    const json: NoticesResult = { job: 'notices', notices: reports };
    const exit = reports.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
    return outcome(json, (screen) => renderNotices(json, screen), exit);
  });
}
