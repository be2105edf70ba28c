import { expect, it } from 'vitest';
import { targetNeverPerformed } from '../../src/jobs/learnable-target.js';
import { settingsFor } from '../support/synthetic-shop.js';

const where = [{ field: 'platform', equals: 'WEB' }];

it.each([
  [
    'the nearest name',
    {},
    ['purchases', 'scroll'],
    'Did you mean "purchases"? Events in the export: purchases, scroll.',
  ],
  [
    'the conditions of the target, where its events happen',
    { target: { event: 'purchase', where: [{ param: 'value', atLeast: 50 }] } },
    ['purchase'],
    'check the names and values in "target"',
  ],
  [
    'the conditions of the source, where no event meets them',
    { source: { events: 'none', where } },
    [],
    'No event meets "source.where" and "source.consent" in these days',
  ],
])('a target that nobody performed points at %s', (_, change, names, hint) => {
  const error = targetNeverPerformed(settingsFor(change), names);
  expect(error).toMatchObject({ code: 'target_never_performed', kind: 'refused' });
  expect(error.hint).toContain(hint);
});
