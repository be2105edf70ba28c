import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a configuration may import from `propensity` where no such package can be found: beside one that is installed globally. */
const CONFIG_MODULE = `data:text/javascript,${encodeURIComponent('export const defineConfig = (config) => config;')}`;

/**
 * Imports a configuration that is a module, TypeScript by Node's own type stripping. It may import `defineConfig` from
 * `propensity` wherever it stands, and may have `import` and `export` in a CommonJS package too.
 * @param path absolute path of the file
 */
export async function importConfig(path: string): Promise<{ readonly default?: unknown }> {
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        const found = nextResolve(specifier, context);
        return isModule(found.url) ? { ...found, format: formatOf(found.url) } : found;
      } catch (error) {
        if (specifier !== 'propensity') throw error;
        return { url: CONFIG_MODULE, format: 'module', shortCircuit: true };
      }
    },
  });
  try {
    return await import(pathToFileURL(path).href);
  } finally {
    hooks.deregister();
  }
}

/** True for a file of the user's own, of which only the nearest package.json says what it is, that is written as an ES module. */
function isModule(url: string): boolean {
  if (!/^file:.*\.[jt]s$/.test(url) || url.includes('/node_modules/')) return false;
  return /^\s*(import\s*["'{*\w][^=]*$|export\s)/m.test(readFileSync(fileURLToPath(url), 'utf8'));
}

function formatOf(url: string): string {
  return url.endsWith('.ts') ? 'module-typescript' : 'module';
}
