// What pnpm asks for: how a package is packed.
const { readFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');

/** They stand once, in the root's package.json. */
const { author, repository } = JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8'));
const site = repository.url.replace(/^git\+|\.git$/g, '');

module.exports = {
  hooks: {
    /** Adds what all packages have in common, and takes out the condition that leads to sources: they are not packed. */
    beforePacking(manifest, folder) {
      const directory = relative(__dirname, folder).split(sep).join('/');
      return {
        ...manifest,
        author,
        homepage: `${site}/tree/main/${directory}#readme`,
        bugs: `${site}/issues`,
        repository: { ...repository, directory },
        exports: withoutSources(manifest.exports),
        devDependencies: undefined,
        scripts: undefined,
      };
    },
  },
};

function withoutSources(exports) {
  if (typeof exports !== 'object' || exports === null) return exports;
  const kept = Object.entries(exports).filter(([condition]) => condition !== '@propensity/source');
  return Object.fromEntries(kept.map(([key, target]) => [key, withoutSources(target)]));
}
