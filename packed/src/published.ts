import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from './run.js';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly [field: string]: unknown;
}

/** The workspace's packages: what their package.json says in the repository. */
export function workspaceManifests(): readonly Manifest[] {
  return globSync(join(ROOT, 'packages/*/package.json')).map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

/** Names of the packages that are published, sorted. */
export function publishedNames(): readonly string[] {
  const manifests = workspaceManifests().filter((manifest) => manifest.private !== true);
  return manifests.map(({ name }) => name).sort();
}

/** The tarball of a published package; undefined where there is none. */
export async function tarballOf(storage: string, name: string): Promise<string | undefined> {
  const folder = join(storage, name);
  if (!existsSync(folder)) return undefined;
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  return file === undefined ? undefined : join(folder, file);
}

/** Unpacks a tarball into a temporary folder; the caller removes it. */
export async function unpacked(tarball: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'propensity-unpacked-'));
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { cwd: folder });
  return folder;
}
