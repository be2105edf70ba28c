// Writes dist/licenses.txt: the licences of the packages from npm that are in the bundle.
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const metafiles = globSync(join(root, 'dist/metafile-*.json'));
const bundled = metafiles.flatMap((file) =>
  Object.values(JSON.parse(readFileSync(file, 'utf8')).outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  ),
);
const folders = new Set(bundled.filter((input) => input.includes('node_modules/')).map((input) => packageOf(input)));
const texts = [...folders].map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${name} says of no licence what it is.`);
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return `${name} ${version} (${license})${text}`;
});
writeFileSync(join(root, 'dist/licenses.txt'), `${texts.sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
for (const file of metafiles) rmSync(file);

/** The folder of the package that a file belongs to: the nearest one above whose package.json has a name and a version. */
function packageOf(input) {
  let folder = dirname(resolve(root, input));
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

function isPackage(folder) {
  const file = join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version !== undefined;
}
