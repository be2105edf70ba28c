// npm run docs:picture: makes the demo's report and writes the picture of its top that the README shows.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BROWSERS, browser } from '../packages/core/test/support/headless-browser.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const picture = join(root, 'docs/pictures/report-page.png');
/** CSS pixels: what is worth most, down to the first chart. */
const WIDTH = 1200;
const HEIGHT = 1025;
/** Chromium's `preferredColorScheme`. */
const LIGHT = 1;
const MOST_BYTES = 250_000;

if (browser === undefined) {
  console.error(`The picture needs one of ${BROWSERS.join(', ')}.`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'propensity-picture-'));
try {
  const propensity = (args, cwd) =>
    execFileSync('node', [join(root, 'packages/cli/dist/main.js'), ...args], { cwd, stdio: ['ignore', 2, 2] });
  propensity(['demo', '--out', 'shop', '--json'], folder);
  propensity(['report', '--out', 'report.html', '--quiet'], join(folder, 'shop'));
  execFileSync(
    browser,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--hide-scrollbars',
      '--force-device-scale-factor=1',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--blink-settings=preferredColorScheme=${LIGHT}`,
      `--window-size=${WIDTH},${HEIGHT}`,
      `--screenshot=${picture}`,
      pathToFileURL(join(folder, 'shop/report.html')).href,
    ],
    { stdio: ['ignore', 2, 2] },
  );
  const { size } = statSync(picture);
  if (size > MOST_BYTES) {
    console.error(`${picture} has ${size} bytes; more than ${MOST_BYTES} are too many for a README.`);
    process.exitCode = 1;
  } else {
    console.log(`${picture} (${size} bytes)`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
