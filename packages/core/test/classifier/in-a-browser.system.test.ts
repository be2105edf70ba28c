import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSERS, browser, openPage } from '../support/headless-browser.js';

const example = resolve(import.meta.dirname, '../../../../examples/use-core/src/use-core.ts');

describe.skipIf(browser === undefined)(`the example (skipped without one of ${BROWSERS.join(', ')})`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-example-'));
    await build({
      config: false,
      silent: true,
      entry: { example },
      outDir: folder,
      format: ['iife'],
      platform: 'browser',
      noExternal: [/./],
      esbuildOptions(options) {
        options.conditions = ['@propensity/source'];
      },
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('prints in a browser what it prints in Node', async () => {
    const script = join(folder, 'example.global.js');
    const page = join(folder, 'page.html');
    await writeFile(
      page,
      `<!doctype html><meta charset="utf-8"><pre></pre><script>
console.log = (line) => { document.querySelector('pre').textContent += line + '\\n'; };
window.onerror = (message) => console.log(message);
</script><script src="example.global.js"></script>`,
    );
    const dom = await openPage(pathToFileURL(page).href, join(folder, 'profile'));
    const inBrowser = /<pre>(.*)<\/pre>/s.exec(dom)?.[1];
    const inNode = execFileSync(process.execPath, [script], { encoding: 'utf8' });
    expect(inBrowser).toBe(inNode);
    expect(inNode).toMatch(/ROC AUC 0\.\d{3}.*\n.*P\(buys\) = 0\.\d{3}/);
    expect(await readFile(script, 'utf8')).not.toContain('node:');
  });
});
