import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder: the nearest one above this file that holds the workspace. */
export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** The folder of the site's pages. */
export const DOCS = join(ROOT, 'docs');

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'pnpm-workspace.yaml')) ? folder : rootAbove(dirname(folder));
}

const LEFT_OUT = new Set(['node_modules', 'dist', '.vitepress', '.turbo']);

/** Files below a folder whose names end in `ending`, absolute and in order; without what is installed or built. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (LEFT_OUT.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, ending);
      return entry.name.endsWith(ending) ? [path] : [];
    })
    .sort();
}

/** Source files of the packages that run outside of tests, absolute. */
export function packageSources(): string[] {
  const packages = join(ROOT, 'packages');
  return readdirSync(packages)
    .filter((name) => name !== 'adapter-tests' && name !== 'gcp-testing' && existsSync(join(packages, name, 'src')))
    .flatMap((name) => filesBelow(join(packages, name, 'src'), '.ts'));
}

/** A path as the repository names it. */
export function inRepository(path: string): string {
  return relative(ROOT, path);
}
