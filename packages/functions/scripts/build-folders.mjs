// npm run build:functions: writes deploy/<function>/dist, one self-contained folder per function, as it is deployed.
import { copyFileSync, cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntry, pinnedVersions } from './bundle-entry.mjs';
import { updateLock } from './package-lock.mjs';

const FUNCTIONS = ['getProba', 'modelEvaluation', 'modelTraining', 'predictions'];

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const deploy = join(packageFolder, 'deploy');
const { version, license, engines } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
const bundle = mkdtempSync(join(packageFolder, 'node_modules/.bundle-'));
try {
  const imported = await bundleEntry(packageFolder, bundle);
  const manifest = {
    name: 'propensity-function',
    version,
    private: true,
    license,
    type: 'module',
    main: 'index.js',
    engines,
    dependencies: pinnedVersions(imported, globSync(join(packageFolder, '../*/package.json'))),
  };
  const lockFile = join(deploy, 'package-lock.json');
  if (updateLock(lockFile, manifest)) console.error(`Wrote ${relative(process.cwd(), lockFile)}: commit it.`);
  for (const name of FUNCTIONS) {
    const folder = join(deploy, name, 'dist');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(bundle, folder, { recursive: true });
    copyFileSync(lockFile, join(folder, 'package-lock.json'));
    // An empty gcp-build keeps the buildpack from running a build of its own.
    const scripts = { start: `functions-framework --target=${name}`, 'gcp-build': '' };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, scripts }, null, 2)}\n`);
    console.log(relative(process.cwd(), folder));
  }
} finally {
  rmSync(bundle, { recursive: true });
}
