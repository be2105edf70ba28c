import { join } from 'node:path';
import type { User } from './user.js';

/** Bundles a file of the user's folder for browsers, with esbuild; the path of the bundle. */
export async function bundled(tools: string, user: User, file: string, options: readonly string[]): Promise<string> {
  const out = join(user.folder, 'bundles', `${file}.js`);
  const esbuild = join(tools, 'esbuild/bin/esbuild');
  await user.run(esbuild, [file, '--bundle', '--platform=browser', `--outfile=${out}`, ...options]);
  return out;
}
