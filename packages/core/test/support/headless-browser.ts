import { execFileSync, spawn } from 'node:child_process';

/** What Chromium and its like are called on the machines that have one. */
export const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** The first of them that starts here. */
export const browser = BROWSERS.find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/**
 * Opens a page without a window and returns its document as HTML, once its scripts have come to rest.
 * @param profile folder for what the browser keeps
 * @param flags of Chromium
 */
export async function openPage(address: string, profile: string, flags: readonly string[] = []): Promise<string> {
  const child = spawn(
    browser!,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      `--user-data-dir=${profile}`,
      '--virtual-time-budget=20000',
      '--dump-dom',
      ...flags,
      address,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let dom = '';
  child.stdout.on('data', (chunk) => {
    dom += chunk;
  });
  await new Promise((done) => child.once('close', done));
  return dom;
}
