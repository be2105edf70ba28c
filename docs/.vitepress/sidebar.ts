import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';

type Item = DefaultTheme.SidebarItem;

const DOCS = join(import.meta.dirname, '..');

/** The pages in the order in which somebody new reads them; a page's title is its first heading. */
export function sidebar(): Item[] {
  return [
    section('Start', ['start', 'start/real-export-transcript', 'why']),
    section('Concepts', [
      'concepts/snapshots',
      'concepts/population',
      'concepts/calibration',
      'concepts/evaluation',
      'concepts/stacks',
    ]),
    section('Getting data in', [
      'guides/day-files-from-bigquery',
      'guides/public-sample',
      'guides/first-days',
      'guides/what-is-read',
      'guides/universal-analytics',
    ]),
    section('Running it', [
      'guides/every-week',
      'guides/google-cloud',
      'deploying',
      'guides/questions',
      'guides/table-source',
      'guides/features',
      'guides/whom-to-act-on',
      'guides/training-in-the-warehouse',
      'guides/which-model-scores',
      'guides/recalibration',
      'guides/scores-out',
      'guides/forget-a-user',
      'guides/drift-and-alerts',
      'guides/did-it-work',
      'guides/report',
      'guides/verify',
      'serving',
      'notices',
      'guides/reading-the-tables',
    ]),
    section('Reference', [
      'reference/configuration',
      'reference/commands',
      'reference/features',
      'reference/tables',
      'reference/results',
      'reference/errors',
    ]),
    { text: 'API', collapsed: true, items: pagesOf('reference/api') },
    section('How it works', [
      'how-it-works/promises',
      'how-it-works/model',
      'how-it-works/speed',
      'how-it-works/costs',
      'how-it-works/code',
      'never-run-on-google',
    ]),
    { text: 'Decisions', collapsed: true, items: pagesOf('decisions') },
  ];
}

function section(text: string, pages: readonly string[]): Item {
  return { text, items: pages.map(item) };
}

/** All pages of a folder, which is empty before the reference has been made. */
function pagesOf(folder: string): Item[] {
  const path = join(DOCS, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => item(`${folder}/${file.replace(/\.md$/, '')}`));
}

function item(page: string): Item {
  const file = join(DOCS, `${page}.md`);
  const heading = existsSync(file) ? /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return { text: (heading ?? page).replace(/[`\\]/g, ''), link: `/${page}` };
}
