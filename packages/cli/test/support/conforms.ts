import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Schema } from '../../scripts/result-schemas.js';
import { MODEL_WORDS } from '../../src/commands/models.js';
import { storedSchemas } from './stored-schemas.js';

const ajv = new Ajv2020({ strict: true, allErrors: true });
/** The same fault tends to be in every element of a list. */
const MOST_FAULTS = 5;
let schemas: Map<string, Schema> | undefined;
const validators = new Map<string, ValidateFunction>();

/**
 * Throws unless what a command line printed with `--json` is as its schema says, and has no key that the
 * schema does not name.
 */
export function assertConforms(argv: readonly string[], value: unknown): void {
  const name = schemaOf(argv, value);
  let validate = validators.get(name);
  if (validate === undefined) {
    schemas ??= storedSchemas();
    validate = ajv.compile(closed(schemas.get(name)!));
    validators.set(name, validate);
  }
  if (validate(value)) return;
  const faults = validate
    .errors!.slice(0, MOST_FAULTS)
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  throw new Error(`propensity ${argv.join(' ')}: not as the schema ${name} says:\n${faults.join('\n')}`);
}

/** The name of the schema that is meant. */
function schemaOf(argv: readonly string[], value: unknown): string {
  // A week in which a job failed has an error too, beside its result.
  if (typeof value === 'object' && value !== null && 'error' in value && !('job' in value)) return 'error';
  if (argv.includes('--print-sql')) return 'print-sql';
  return argv[0] === 'models' ? schemaOfModels(argv) : argv[0]!;
}

function schemaOfModels(argv: readonly string[]): string {
  if (argv.includes('--effects')) return 'models-effects';
  const word = argv.find((each) => MODEL_WORDS.includes(each)) ?? 'list';
  if (word === 'list') return 'models';
  return ['show', 'diff'].includes(word) ? `models-${word}` : 'models-change';
}

/** The same schema, which takes no key that it does not name. */
function closed(schema: Schema): Schema {
  const own = 'properties' in schema ? { additionalProperties: false, ...schema } : schema;
  return Object.fromEntries(Object.entries(own).map(([key, value]) => [key, closedValue(value)]));
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return typeof value === 'object' && value !== null ? closed(value as Schema) : value;
}
