// npm run <task>: sees to the toolchain, the dependencies and the build, then runs the task. Plain JavaScript for any Node ≥ 18.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attended } from './attended.mjs';
import { argumentsOfTests } from './test-projects.mjs';
import { pinnedEnvironment } from './toolchain.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where the user typed the command: npm runs scripts in the package's folder. */
const userDirectory = process.env.INIT_CWD ?? root;
const environment = pinnedEnvironment(root);
const [task, ...args] = process.argv.slice(2);

const TASKS = {
  build: () => built(),
  'build:functions': () => run('node', [join(root, 'packages/functions/scripts/build-folders.mjs')]),
  // The examples see the packages as others do: built.
  typecheck: () => {
    built();
    run('pnpm', ['exec', 'tsc', '--noEmit']);
    run('pnpm', ['exec', 'tsc', '--noEmit', '-p', 'packed']);
    run('pnpm', ['-r', 'run', 'typecheck']);
  },
  lint: () => {
    run('pnpm', ['exec', 'biome', 'check', ...args]);
    run('pnpm', ['exec', 'depcruise', '--config', '.dependency-cruiser.cjs', 'packages']);
  },
  test: () => {
    const warn = (text) => process.stderr.write(`${text}\n`);
    attend('pnpm', ['exec', 'vitest', 'run', ...argumentsOfTests(root, args, warn)]);
  },
  'test:gcp': () => attend('pnpm', ['exec', 'vitest', 'run', '--project', 'gcp', ...args]),
  'test:slow': () => attend('pnpm', ['exec', 'vitest', 'run', '--project', 'slow', ...args]),
  'test:gcp-slow': () => attend('pnpm', ['exec', 'vitest', 'run', '--project', 'gcp-slow', ...args]),
  'test:packed': () => {
    built();
    attend('pnpm', ['exec', 'vitest', 'run', '--project', 'packed', ...args]);
  },
  change: () => run('pnpm', ['exec', 'changeset', 'add', ...args]),
  'release:prepare': () => {
    run('node', [join(root, 'scripts/changelog.mjs')]);
    run('pnpm', ['exec', 'changeset', 'version']);
    run('pnpm', ['install', '--lockfile-only']);
    // The lock file of what is deployed names the version.
    run('node', [join(root, 'packages/functions/scripts/build-folders.mjs')]);
  },
  release: () => {
    built();
    // npm states where a package was built, for those that GitHub's runners publish.
    const provenance = process.env.GITHUB_ACTIONS === 'true' ? ['--provenance'] : [];
    run('pnpm', ['-r', 'publish', '--access', 'public', ...provenance, ...args]);
    if (!args.includes('--dry-run')) run('pnpm', ['exec', 'changeset', 'tag']);
  },
  demo: () => cli(['demo', ...args], root),
  propensity: () => cli(args, userDirectory),
  example: () => {
    built();
    run('pnpm', ['--filter', '@propensity/example-use-core', 'run', 'start']);
  },
  'docs:build': () => {
    reference();
    run('pnpm', ['exec', 'vitepress', 'build'], join(root, 'docs'));
  },
  'docs:dev': () => {
    reference();
    attend('pnpm', ['exec', 'vitepress', 'dev', ...args], join(root, 'docs'));
  },
  'docs:picture': () => {
    built();
    run('node', [join(root, 'scripts/report-picture.mjs')]);
  },
  bench: () => {
    built();
    attend('node', [join(root, 'bench/dist/main.js'), ...args], userDirectory);
  },
};

if (TASKS[task] === undefined) {
  process.stderr.write(`Unknown task "${task}"; there are: ${Object.keys(TASKS).join(', ')}.\n`);
  process.exit(2);
}
installed();
TASKS[task]();

function cli(commandLine, directory) {
  built();
  attend('node', [join(root, 'packages/cli/dist/main.js'), ...commandLine], directory);
}

/** Writes the pages of the documentation that are made from the code. */
function reference() {
  built();
  run('pnpm', ['run', 'generate'], join(root, 'docs'));
}

/** Installs the dependencies unless these very manifests have been installed. */
function installed() {
  const manifests = [
    ...listFiles('packages'),
    ...listFiles('examples'),
    ...listFiles('bench'),
    'docs/package.json',
  ].filter((file) => file.endsWith('package.json'));
  once('install', ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests], 'node_modules', () =>
    run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], root, true),
  );
}

/** Builds every package unless these very sources have been built. */
function built() {
  const sources = [...listFiles('packages'), ...listFiles('bench'), ...listFiles('examples')].filter((file) =>
    /\/(src\/.*|scripts\/.*|package\.json|tsup\.config\.ts)$/.test(file),
  );
  once('build', ['tsconfig.base.json', ...sources], 'packages/cli/dist/main.js', () =>
    run('pnpm', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'], root, true),
  );
}

/** Runs `work` unless it has been done for the same contents of `files` and left `product`. */
function once(name, files, product, work) {
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  const digest = hash.digest('hex');
  const stamp = join(root, '.cache', `${name}.sha256`);
  if (existsSync(join(root, product)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

/** Files below a folder of the repository, without what is installed or built. */
function listFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', '.turbo', '.propensity', 'fixtures'].includes(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** Runs a program of the toolchain; a failure ends this process with its exit code. `quiet`: its output goes to stderr. */
function run(program, programArgs, directory = root, quiet = false) {
  const stdio = quiet ? ['ignore', 2, 2] : 'inherit';
  const { status, signal, error } = spawnSync(program, programArgs, { cwd: directory, env: environment, stdio });
  if (error) throw error;
  if (status !== 0) process.exit(signal === null ? (status ?? 1) : 1);
}

/** Runs the program that this process is for, and ends as it does. */
function attend(program, programArgs, directory = root) {
  attended(program, programArgs, { cwd: directory, env: environment });
}
