import { describe, expect, it } from 'vitest';
import { sectionOf, withSection } from '../changelog.mjs';

const change = (type: string, summary: string, name = 'propensity') => ({ releases: [{ name, type }], summary });
const plan = {
  changesets: [
    change('patch', 'Amounts in yen are read.\n'),
    change('minor', '`report` writes a page.\n\nIt is one file.', '@propensity/core'),
    change('minor', '`export` writes a file.'),
  ],
  releases: [
    { name: '@propensity/core', newVersion: '0.2.0' },
    { name: 'propensity', newVersion: '0.2.0' },
  ],
};
const SECTION = `## 0.2.0 (2026-12-01)

### Added

- \`report\` writes a page.

  It is one file.
- \`export\` writes a file.

### Fixed

- Amounts in yen are read.
`;

describe('the changelog', () => {
  it('has the changes of a version by their kind', () => {
    expect(sectionOf(plan, '2026-12-01')).toBe(SECTION);
  });

  it.each([
    ['the first version', '# Changelog\n\nWords.\n\n', ''],
    ['a version after others', '# Changelog\n\nWords.\n\n', '## 0.1.0 (2026-11-01)\n\n### Fixed\n\n- A word.\n'],
  ])('begins with the newest: %s', (_, head, earlier) => {
    expect(withSection(head + earlier, SECTION)).toBe(`${head}${SECTION}\n${earlier}`);
  });
});
