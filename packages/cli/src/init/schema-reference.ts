import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { schemaText } from './config-text.js';

/** The schema in the package, where it is installed beside a configuration. */
const INSTALLED = './node_modules/propensity/dist/schema.json';
/** The copy beside a configuration. */
const COPY = './propensity.schema.json';

/**
 * What `$schema` of a JSON configuration names, resolvable without a network: the schema of the package that is installed beside the
 * configuration, or else a copy that `writeSchema` puts beside it.
 */
export function schemaReference(configFile: string): string {
  return existsSync(join(dirname(configFile), INSTALLED)) ? INSTALLED : COPY;
}

/** Writes the copy of the schema that a reference names; nothing where it names that of a package. */
export async function writeSchema(configFile: string, reference: string): Promise<void> {
  if (reference === COPY) await writeFile(join(dirname(configFile), COPY), schemaText());
}
