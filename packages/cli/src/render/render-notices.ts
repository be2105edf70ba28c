import type { NoticesResult } from '../results.js';
import { heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

export function renderNotices({ notices }: NoticesResult, screen: Screen): string {
  const failed = notices.filter(({ ok }) => !ok).length;
  const says =
    failed === 0 ? '✓ The test was taken by every channel' : `✗ ${failed} of ${notices.length} channels failed`;
  return page(
    [
      ...heading(says, screen),
      '',
      ...notices.flatMap(({ channel, ok, error }) =>
        sentence(ok ? 'taken' : (error ?? 'failed'), screen, `  ${channel}: `),
      ),
    ],
    screen,
  );
}
