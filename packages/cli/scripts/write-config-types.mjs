// Writes what an editor knows of a configuration: dist/schema.json for JSON, and the types of `defineConfig` for TypeScript. Core's
// own types lead to zod, which is inside the bundle.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from '@propensity/core/config';
import { compile } from 'json-schema-to-typescript';

const dist = join(import.meta.dirname, '../dist');
const schema = configJsonSchema();
const types = await compile({ ...schema, title: 'PropensityConfigInput' }, 'PropensityConfigInput', {
  bannerComment: '',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
});
const declarations = `${types}
/** Gives a TypeScript configuration file its types; returns its argument. */
export declare function defineConfig(config: PropensityConfigInput): PropensityConfigInput;
`;

writeFileSync(join(dist, 'schema.json'), `${JSON.stringify(schema, null, 2)}\n`);
for (const file of ['index.d.ts', 'index.d.cts']) writeFileSync(join(dist, file), declarations);
