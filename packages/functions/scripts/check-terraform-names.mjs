// node check-terraform-names.mjs FOLDER: checks every resource, data source, block and attribute of deploy/terraform against the
// type declarations of @cdktf/provider-google that are installed in FOLDER, which has every name of the provider.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@cdktf/hcl2json';

const library = join(process.argv[2], 'node_modules/@cdktf/provider-google/lib');
const terraform = join(dirname(fileURLToPath(import.meta.url)), '../deploy/terraform');
const META = ['for_each', 'depends_on', 'lifecycle', 'provider', 'count'];
const faults = [];
let names = 0;

for (const file of readdirSync(terraform).filter((name) => name.endsWith('.tf'))) {
  const { resource = {}, data = {} } = await parse(file, readFileSync(join(terraform, file), 'utf8'));
  const types = [
    ...Object.entries(resource).map(([type, resources]) => ({ type, resources, folder: type.replace(/^google_/, '') })),
    ...Object.entries(data).map(([type, resources]) => ({ type, resources, folder: `data_${type}` })),
  ];
  for (const { type, resources, folder } of types.filter(({ type }) => type.startsWith('google_'))) {
    const declarations = join(library, folder.replaceAll('_', '-'), 'index.d.ts');
    if (!existsSync(declarations)) {
      faults.push(`${type}: the provider has no such resource or data source`);
      continue;
    }
    const interfaces = interfacesOf(readFileSync(declarations, 'utf8'));
    const root = [...interfaces.keys()].find((name) => name.endsWith('Config'));
    for (const [name, [body]] of Object.entries(resources)) checkBlock(`${type}.${name}`, body, root, interfaces);
  }
}

for (const fault of faults) console.error(fault);
console.log(`${names} names checked, ${faults.length} unknown or missing`);
process.exitCode = faults.length > 0 || names === 0 ? 1 : 0;

/** A block's attributes and blocks are all known, and those that have to be there are. */
function checkBlock(path, body, interfaceName, interfaces) {
  const known = interfaces.get(interfaceName);
  const blocks = { ...body };
  for (const [label, [{ content }]] of Object.entries(body.dynamic ?? {})) blocks[label] = content;
  delete blocks.dynamic;
  for (const [name, value] of Object.entries(blocks)) {
    if (META.includes(name)) continue;
    names += 1;
    const property = known.get(camelCase(name));
    if (property === undefined) faults.push(`${path}.${name}: unknown`);
    else if (interfaces.has(property.type)) {
      for (const inner of [value].flat()) checkBlock(`${path}.${name}`, inner, property.type, interfaces);
    }
  }
  for (const [property, { required }] of known) {
    const given = Object.keys(blocks).map(camelCase).includes(property);
    if (required && !given) faults.push(`${path}: ${property} is missing`);
  }
}

/** Every interface of a declaration file: its properties, whether they are required, and the interface they hold. */
function interfacesOf(text) {
  const found = [...text.matchAll(/export interface (\w+)[^{]*\{(.*?)\n\}/gs)];
  return new Map(
    found.map(([, name, body]) => {
      const properties = [...body.matchAll(/readonly (\w+)(\??): (\w*)/g)];
      return [name, new Map(properties.map(([, key, optional, type]) => [key, { required: optional === '', type }]))];
    }),
  );
}

/** The bindings' names, which have no underscore before digits either: "oauth2_x" → "oauth2X". */
function camelCase(name) {
  return name.replace(/_(\w)/g, (_match, letter) => letter.toUpperCase());
}
