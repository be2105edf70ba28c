import { glob, lstat } from 'node:fs/promises';
import { isAbsolute, join, parse, resolve, sep } from 'node:path';

/**
 * The files that a path or glob matches, absolute and sorted. What there is under the very name written is meant by it, whatever
 * characters stand in it: only from the first part of the path that does not exist on is it a glob (`*`, `**`, `?`, `[…]`, `{…}`).
 * @param baseDirectory what a relative one stands against; never a glob
 */
export async function matchingFiles(pattern: string, baseDirectory: string): Promise<string[]> {
  const { folder, rest } = await literalPart(pattern, baseDirectory);
  if (rest.length === 0) return [folder];
  const found = new Set<string>();
  for await (const path of glob(rest.join('/'), { cwd: folder })) found.add(resolve(folder, path));
  return [...found].sort();
}

/** As much of a pattern as exists by its name, and the parts that follow. */
async function literalPart(pattern: string, baseDirectory: string): Promise<{ folder: string; rest: string[] }> {
  const { root } = parse(pattern);
  let folder = isAbsolute(pattern) ? root : baseDirectory;
  const parts = pattern
    .slice(root.length)
    .split(sep === '\\' ? /[\\/]/ : /\//)
    .filter((part) => part !== '' && part !== '.');
  for (const [place, part] of parts.entries()) {
    const next = join(folder, part);
    if (!(await exists(next))) return { folder, rest: parts.slice(place) };
    folder = next;
  }
  return { folder, rest: [] };
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
