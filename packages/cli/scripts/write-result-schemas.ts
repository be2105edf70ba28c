// Writes dist/schemas: the JSON Schema of what each command prints with --json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultSchemas } from './result-schemas.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist/schemas');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of resultSchemas(root)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
