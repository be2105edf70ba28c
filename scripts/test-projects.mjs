import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const WITHOUT_SERVERS = ['--project', 'unit', '--project', 'system'];

/**
 * The arguments of vitest for `npm test ARGS`: the tests that need no server, unless the paths that ARGS name hold no others.
 * @param root the repository
 * @param warn is told which tests are left out
 */
export function argumentsOfTests(root, args, warn) {
  if (args.some((arg) => /^--project(=|$)/.test(arg))) return args;
  const named = args.filter((arg) => !arg.startsWith('-')).map((arg) => pathIn(root, arg));
  if (named.length === 0) return [...args, ...WITHOUT_SERVERS];
  const found = testFiles(root).filter((file) => named.some((path) => file.includes(path)));
  const onServers = found.filter((file) => file.includes('/test/gcp/'));
  if (onServers.length === 0) return [...args, ...WITHOUT_SERVERS];
  if (onServers.length === found.length) return [...args, '--project', 'gcp'];
  warn(
    `Left out, for they need servers (${onServers.length} of ${found.length} files): npm run test:gcp -- ${named.join(' ')}`,
  );
  return [...args, ...WITHOUT_SERVERS];
}

/** A path of a command line as vitest compares it: a part of a path from the repository's folder on. */
function pathIn(root, arg) {
  const absolute = resolve(root, arg);
  return existsSync(absolute) ? relative(root, absolute) : arg;
}

function testFiles(root) {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = `packages/${name}/test`;
    if (!existsSync(join(root, folder))) return [];
    const files = readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`);
    return files.filter((file) => file.endsWith('.test.ts'));
  });
}
