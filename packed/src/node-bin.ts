import { dirname } from 'node:path';
import { run } from './run.js';

/** The folder of a `node` of an exact version, from npm, which keeps it. */
export async function nodeBin(version: string): Promise<string> {
  const args = ['--yes', `--package=node@${version}`, '-c', 'node -p process.execPath'];
  const { stdout } = await run('npx', args, { cwd: import.meta.dirname });
  return dirname(stdout.trim());
}
