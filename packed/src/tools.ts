import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installedOnce } from '../../scripts/test-servers/program-cache.mjs';
import { run } from './run.js';

const TOOLS = resolve(import.meta.dirname, '../tools');
const MANIFESTS = ['package.json', 'package-lock.json'];

/** The `node_modules` of the tools, which are installed by their lock file when they are first needed, for every checkout. */
export async function installTools(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of MANIFESTS) hash.update(await readFile(join(TOOLS, name)));
  const folder = await installedOnce(`packed-tools-${hash.digest('hex').slice(0, 12)}`, async (into: string) => {
    for (const name of MANIFESTS) await copyFile(join(TOOLS, name), join(into, name));
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: into });
  });
  return join(folder, 'node_modules');
}
