import type { SendResult } from '../results.js';
import { count } from './format.js';
import { aligned, heading, page } from './layout.js';
import type { Screen } from './screen.js';

/** How much of a file was sent where. */
export function renderSend(result: SendResult, screen: Screen): string {
  const { requests, sent, sent_before, address, users, destination, format } = result;
  const left = requests - sent_before;
  const facts: (readonly [string, string])[] = [
    ['requests', `${count(requests)} for ${count(users)} users`],
    ['sent before', count(sent_before)],
    ['to', address],
    ['destination', `${destination}, ${format}`],
  ];
  return page([...heading(headline(result, left, sent), screen), '', ...aligned(facts, screen)], screen);
}

function headline({ dry_run, validated, requests }: SendResult, left: number, sent: number): string {
  if (validated > 0) return `✓ ${count(validated)} of ${count(left)} requests would be taken; nothing was sent`;
  if (left === 0) return requests === 0 ? '✓ There is nothing to send' : '✓ Everything was sent before';
  return dry_run ? `✓ ${count(left)} requests would be sent; nothing was` : `✓ Sent ${count(sent)} requests`;
}
