import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSERS, browser, openPage } from '../../core/test/support/headless-browser.js';
import { escaped } from '../src/report/html.js';
import { reportPage } from '../src/report/report-page.js';
import { SOME_REPORT } from './support/some-report.js';

/** Of a telephone, a tablet and a desk, in CSS pixels. */
const WIDTHS = [360, 768, 1440];
/** Chromium's `preferredColorScheme`. */
const SCHEMES = { dark: 0, light: 1 };

interface Seen {
  readonly width: number;
  readonly dark: boolean;
  /** Pixels by which the page is wider than its window. */
  readonly overflow: number;
  readonly requests: number;
  readonly faults: readonly string[];
  readonly violations: readonly string[];
}

/** What looks at the page from inside, with all tables open. */
const looking = (axe: string) => `<script>
const faults = [];
addEventListener('error', (event) => faults.push(event.message));
addEventListener('securitypolicyviolation', (event) => faults.push(event.violatedDirective + ' ' + event.blockedURI));
</script><script>${axe}</script><script>
addEventListener('load', async () => {
  for (const each of document.querySelectorAll('details')) each.open = true;
  const { violations } = await axe.run();
  const root = document.documentElement;
  parent.postMessage({
    width: innerWidth,
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    overflow: root.scrollWidth - root.clientWidth,
    requests: performance.getEntriesByType('resource').length,
    faults,
    violations: violations.map(({ id, impact, nodes }) => impact + ' ' + id + ' ' + nodes[0].html),
  }, '*');
});
</script>`;

describe.skipIf(browser === undefined)(`in a real browser (skipped without one of ${BROWSERS.join(', ')})`, () => {
  let folder: string;
  let watched: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-report-'));
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const page = await reportPage(SOME_REPORT);
    // The page's own policy stays, but for the script that looks.
    watched = page
      .replace('default-src &#39;none&#39;;', "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval';")
      .replace('<head>', () => `<head>${looking(axe)}`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(SCHEMES))('fits, asks for nothing, and is accessible: %s', async (name, scheme) => {
    const frames = WIDTHS.map(
      (width) => `<iframe width="${width}" height="900" srcdoc="${escaped(watched)}"></iframe>`,
    );
    const file = join(folder, `${name}.html`);
    await writeFile(
      file,
      `<!doctype html><body>${frames.join('')}<script>
const seen = [];
addEventListener('message', ({ data }) => { seen.push(data); if (seen.length === ${WIDTHS.length}) { document.body.textContent = JSON.stringify(seen); } });
</script></body>`,
    );
    const dom = await openPage(pathToFileURL(file).href, join(folder, `profile-${name}`), [
      `--blink-settings=preferredColorScheme=${scheme}`,
    ]);
    const text = /<body>(\[.*\])<\/body>/s.exec(dom)?.[1] ?? `nothing was seen: ${dom.slice(-500)}`;
    const unescaped = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    const seen: Seen[] = JSON.parse(unescaped);
    seen.sort((a, b) => a.width - b.width);
    expect(seen).toEqual(
      WIDTHS.map((width) => ({
        width,
        dark: name === 'dark',
        overflow: 0,
        requests: 0,
        faults: [],
        violations: [],
      })),
    );
  });
});
