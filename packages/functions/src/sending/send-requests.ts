import { PropensityError } from '@propensity/core';
import { type AttemptOptions, attempted, FinalError } from '../notices/delivery-attempts.js';
import type { DestinationEndpoint } from './destination-endpoint.js';
import type { SentRequests } from './sent-requests.js';

export interface SendOptions {
  /** Every request of the file, in order. */
  readonly lines: readonly string[];
  readonly endpoint: DestinationEndpoint;
  readonly state: SentRequests;
  readonly attempts?: AttemptOptions;
  /** Called with how many requests have been taken. */
  readonly advance?: (sent: number) => void;
}

const ATTEMPTS: AttemptOptions = { timeoutMs: 30_000, retries: 4, waitMs: 500 };

/**
 * Sends the requests that have not been sent, a few at a time, and notes after each few how far it has come: cut short, the next one goes on
 * there, and sends at most those few again.
 * @throws PropensityError `not_sent` where one is not taken; those before are noted
 */
export async function sendRequests({
  lines,
  endpoint,
  state,
  attempts = ATTEMPTS,
  advance,
}: SendOptions): Promise<void> {
  while (state.sent < lines.length) {
    const some = lines.slice(state.sent, state.sent + endpoint.atOnce);
    const answers = await Promise.allSettled(some.map((line) => post(endpoint, line, false, attempts)));
    const failed = answers.findIndex(({ status }) => status === 'rejected');
    if (failed !== 0) await state.note(state.sent + (failed === -1 ? some.length : failed));
    advance?.(state.sent);
    if (failed === -1) continue;
    throw notSent(state.sent, lines.length, (answers[failed] as PromiseRejectedResult).reason);
  }
}

/** Asks whether the requests would be taken; nothing comes of it. @throws PropensityError `not_sent` for the first that would not */
export async function validateRequests(
  lines: readonly string[],
  endpoint: DestinationEndpoint,
  attempts: AttemptOptions = ATTEMPTS,
): Promise<void> {
  for (const [index, line] of lines.entries()) {
    let answer: string;
    try {
      answer = await post(endpoint, line, true, attempts);
    } catch (cause) {
      throw notSent(index, lines.length, cause);
    }
    const [complaint] = endpoint.complaints(answer);
    if (complaint !== undefined) throw notSent(index, lines.length, new Error(complaint));
  }
}

async function post(
  endpoint: DestinationEndpoint,
  line: string,
  validate: boolean,
  attempts: AttemptOptions,
): Promise<string> {
  let answer = '';
  await attempted(async () => {
    const { url, init } = endpoint.request(line, validate);
    let response: Response;
    try {
      response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(attempts.timeoutMs) });
      answer = await response.text();
    } catch {
      // The cause may hold the address, and in it the secret.
      throw new Error('it could not be reached');
    }
    if (response.ok) return;
    const message = `it answered ${response.status}${messageOf(answer)}`;
    const worthTrying = response.status >= 500 || response.status === 408 || response.status === 429;
    throw worthTrying ? new Error(message) : new FinalError(message);
  }, attempts);
  return answer;
}

/** What Google's APIs say of an error. */
function messageOf(answer: string): string {
  try {
    const { error } = JSON.parse(answer) as { error?: { message?: string } };
    return error?.message === undefined ? '' : `: ${error.message}`;
  } catch {
    return '';
  }
}

function notSent(sent: number, of: number, cause: unknown): PropensityError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PropensityError('not_sent', `Request ${sent + 1} of ${of} was not taken: ${reason}.`, {
    hint: 'Those before it count as sent: send the file again, and it goes on there.',
    details: { sent, requests: of },
  });
}
