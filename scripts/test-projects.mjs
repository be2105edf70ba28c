import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The tiers, and which files are theirs: the first that holds of a file. */
const TIERS = [
  { task: 'test:gcp-slow', projects: ['gcp-slow'], has: (file) => /\/test\/gcp\/.*\.slow\.test\.ts$/.test(file) },
  { task: 'test:gcp', projects: ['gcp'], has: (file) => file.includes('/test/gcp/') },
  { task: 'test:slow', projects: ['slow'], has: (file) => file.endsWith('.slow.test.ts') },
  { task: 'test', projects: ['unit', 'system'], has: () => true },
];
const QUICK = TIERS.at(-1);

/**
 * The arguments of vitest for `npm test ARGS`: the quick tests, or those of another tier where the paths that ARGS name hold none.
 * @param root the repository
 * @param warn is told which tests are left out
 */
export function argumentsOfTests(root, args, warn) {
  if (args.some((arg) => /^--project(=|$)/.test(arg))) return args;
  const named = args.filter((arg) => !arg.startsWith('-')).map((arg) => pathIn(root, arg));
  const found = named.length === 0 ? [] : testFiles(root).filter((file) => named.some((path) => file.includes(path)));
  const counts = new Map(TIERS.map((tier) => [tier, 0]));
  for (const file of found) {
    const tier = TIERS.find(({ has }) => has(file));
    counts.set(tier, counts.get(tier) + 1);
  }
  const chosen = [...TIERS].reverse().find((tier) => counts.get(tier) > 0) ?? QUICK;
  for (const [tier, count] of counts) {
    if (tier === chosen || count === 0) continue;
    warn(
      `Left out ${count} of ${found.length} files, which are of another tier: npm run ${tier.task} -- ${named.join(' ')}`,
    );
  }
  return [...args, ...chosen.projects.flatMap((project) => ['--project', project])];
}

/** A path of a command line as vitest compares it: a part of a path from the repository's folder on. */
function pathIn(root, arg) {
  const absolute = resolve(root, arg);
  return existsSync(absolute) ? relative(root, absolute) : arg;
}

function testFiles(root) {
  const places = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'bench', 'docs'];
  return places.flatMap((place) => {
    const folder = `${place}/test`;
    if (!existsSync(join(root, folder))) return [];
    const files = readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`);
    return files.filter((file) => file.endsWith('.test.ts'));
  });
}
