import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsup';

/**
 * Bundles the workspace's own code behind `src/entry.ts` into one ESM file; packages from npm stay outside, because ESM
 * bundles of CommonJS fail with "Dynamic require", and functions-framework keeps its registry in a module. Beside it lies
 * compute-worker.js, which the threads run that help a fit.
 * @returns {Promise<string[]>} names of the npm packages that the bundle imports, sorted
 */
export async function bundleEntry(packageFolder, outDir) {
  const threads = join(packageFolder, '../local-adapters/src');
  let metafile;
  await build({
    config: false,
    silent: true,
    entry: { index: join(packageFolder, 'src/entry.ts'), 'compute-worker': join(threads, 'compute-worker.ts') },
    outDir,
    format: ['esm'],
    target: 'node22',
    skipNodeModulesBundle: true,
    removeNodeProtocol: false,
    noExternal: [/^@propensity\//],
    esbuildOptions(options) {
      options.conditions = ['@propensity/source'];
      options.alias = {
        '@propensity/local-adapters': join(packageFolder, 'src/stack/no-local-stack.ts'),
        '@propensity/local-adapters/compute-threads': join(threads, 'compute-threads.ts'),
      };
      options.metafile = true;
    },
    esbuildPlugins: [
      {
        name: 'metafile',
        setup({ onEnd }) {
          onEnd((result) => {
            metafile = result.metafile;
          });
        },
      },
    ],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const names = imports.filter(({ external, path }) => external && !path.startsWith('node:')).map(({ path }) => path);
  return [...new Set(names.map(packageOf))].sort();
}

/** "@google-cloud/storage/build/x.js" → "@google-cloud/storage" */
function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * The exact version of each package, as the manifests of the workspace pin it.
 * @throws Error when one is not pinned exactly, or pinned differently in two manifests.
 */
export function pinnedVersions(names, manifestFiles) {
  const manifests = manifestFiles.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  return Object.fromEntries(
    names.map((name) => {
      const versions = new Set(manifests.map(({ dependencies }) => dependencies?.[name]).filter(Boolean));
      const [version] = versions;
      if (versions.size !== 1 || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
        throw new Error(
          `${name} has to be pinned to one exact version; the manifests say: ${[...versions].join(', ') || 'nothing'}.`,
        );
      }
      return [name, version];
    }),
  );
}
