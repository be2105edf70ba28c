import { expect, test } from 'vitest';
import { referencePages } from '../../src/reference-pages.js';
import { linkFaults } from '../support/links.js';
import { parsePage, writtenPages } from '../support/pages.js';

const made = [...referencePages()].map(([path, text]) => [`docs/${path}`, text] as const);
const pages = made.filter(([path]) => path.endsWith('.md')).map(([path, text]) => parsePage(path, text));

test('every link and picture of every page leads somewhere, and every anchor to a heading', () => {
  expect(linkFaults(writtenPages(), pages, new Set(made.map(([path]) => path)))).toEqual([]);
});

test('a link to a page, a heading or a file that is not there is found', () => {
  const page = parsePage('docs/a.md', '# A\n\n[1](b.md) [2](#a) [3](#b) [4](c.md#c) [5](/d.json) [6](https://x.org)');
  const other = parsePage('docs/c.md', '## C');
  expect(linkFaults([page], [other], new Set(['docs/a.md', 'docs/c.md']))).toEqual([
    'docs/a.md:3: b.md is not there',
    'docs/a.md:3: #b: there is no such heading',
    'docs/a.md:3: /d.json is not there',
  ]);
});
