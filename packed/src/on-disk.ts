import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the files below a folder take on disk, in bytes. */
export function bytesOnDisk(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => lstatSync(join(folder, path)))
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
}

/** Names of the packages that are installed below a `node_modules`, at any depth, sorted. */
export function packagesIn(nodeModules: string): string[] {
  const manifests = readdirSync(nodeModules, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const inside = path.split('node_modules/').at(-1)!;
    const match = /^((?:@[^/]+\/)?[^@/.][^/]*)\/package\.json$/.exec(inside);
    return match === null ? [] : [match[1]!];
  });
  return manifests.sort();
}
