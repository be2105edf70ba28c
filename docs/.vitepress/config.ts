import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { linksToRepository, REPOSITORY } from './links-to-repository.js';
import { sidebar } from './sidebar.js';
import { withoutAnchors } from './without-anchors.js';

export default defineConfig({
  title: 'Propensity',
  description: 'From a Google Analytics export to a calibrated probability per user of converting soon.',
  // GitHub Pages serves the site below the name of the repository, which GitHub's workflows are told.
  base: `/${process.env.GITHUB_REPOSITORY?.split('/')[1] ?? ''}/`.replace('//', '/'),
  cleanUrls: true,
  srcExclude: ['src/**', 'test/**'],
  ignoreDeadLinks: false,
  markdown: {
    // Pages are Markdown that GitHub shows too; angle brackets in them are text.
    html: false,
    anchor: { slugify: slug },
    config(md) {
      linksToRepository(md);
      withoutAnchors(md);
    },
  },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Concepts', link: '/concepts/snapshots' },
      { text: 'Guides', link: '/guides/every-week' },
      { text: 'Reference', link: '/reference/configuration' },
      { text: 'Why', link: '/why' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
  },
});
