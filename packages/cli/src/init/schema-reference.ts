import { access, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { schemaText } from './config-text.js';

/** The schema's file, in the package and beside a configuration. */
export const SCHEMA_FILE = 'propensity.schema.json';

/**
 * What `$schema` of a JSON configuration names, resolvable without a network: the schema of the package that is installed beside the
 * configuration, or else a copy that `writeSchema` puts beside it.
 */
export async function schemaReference(configFile: string): Promise<string> {
  const installed = `node_modules/${packageJson.name}/${SCHEMA_FILE}`;
  const isThere = await access(join(dirname(configFile), installed)).then(
    () => true,
    () => false,
  );
  return `./${isThere ? installed : SCHEMA_FILE}`;
}

/** Writes the copy of the schema that a reference names; nothing where it names that of a package. */
export async function writeSchema(configFile: string, reference: string): Promise<void> {
  if (reference === `./${SCHEMA_FILE}`) await writeFile(join(dirname(configFile), SCHEMA_FILE), schemaText());
}
