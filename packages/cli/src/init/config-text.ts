import { configJsonSchema, type PropensityConfigInput } from '@propensity/core/config';

/** A configuration file's language. */
export type ConfigFormat = 'json' | 'ts' | 'js';

/** What a comment explains, by the key that it stands before. */
const COMMENTS: Readonly<Record<string, string>> = {
  stack: 'Where the jobs run.',
  source: 'Where the events come from. A relative path stands against this file; days are those of the time zone.',
  gcp: 'What Google Cloud is used.',
  target: 'The event to predict, for each user who was seen in the lookback.',
  horizonDays: 'The target within so many days counts.',
  lookbackDays: 'Days of behaviour that a model sees.',
  training: 'Snapshots that a training uses; the newest tests, before all are fitted.',
};

/** The text of a configuration file; in code, with a comment for each key and `notes` before the first. JSON has no comments: its schema explains the keys. */
export function configText(config: PropensityConfigInput, format: ConfigFormat, notes: readonly string[]): string {
  if (format === 'json') return `${JSON.stringify(config, null, 2)}\n`;
  const body = Object.entries(config).flatMap(([key, value]) => [
    ...(COMMENTS[key] === undefined ? [] : [`  // ${COMMENTS[key]}`]),
    `  ${key}: ${codeOf(value, '  ')},`,
  ]);
  const left = notes.map((note) => `  // ${note}`);
  return [
    `import { defineConfig } from 'propensity';`,
    '',
    'export default defineConfig({',
    ...body,
    ...left,
    '});',
    '',
  ].join('\n');
}

/** A value as TypeScript writes it: names without quotes, strings in single ones. */
function codeOf(value: unknown, indent: string): string {
  if (typeof value === 'string') return stringOf(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => codeOf(each, indent)).join(', ')}]`;
  const inner = Object.entries(value).map(([key, each]) => `${indent}  ${key}: ${codeOf(each, `${indent}  `)},`);
  return inner.length === 1 ? `{ ${inner[0]!.trim().slice(0, -1)} }` : ['{', ...inner, `${indent}}`].join('\n');
}

function stringOf(text: string): string {
  return JSON.stringify(text).includes('\\') || text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}

/** The JSON Schema of a configuration, as a file for editors. */
export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
