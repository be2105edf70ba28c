import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesBelow, ROOT } from '../repository.js';

/** A JSON Schema, as far as results need it. */
export interface ResultSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ResultSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ResultSchema;
  readonly items?: ResultSchema;
  readonly prefixItems?: readonly ResultSchema[];
  readonly anyOf?: readonly ResultSchema[];
}

/** Results that are not named after their command, after which of its own they come; with `--`, those of any command. */
const OF: Readonly<Record<string, string>> = {
  'models-effects': 'models',
  'print-sql': '--print-sql',
  error: '--error',
};

/**
 * The results of the commands, as JSON Schemas by command; several where an option changes the result. They stand beside the
 * command line, whose tests make them from its types and check real results against them.
 */
export function resultSchemas(): Map<string, ResultSchema[]> {
  const schemas = new Map<string, ResultSchema[]>();
  for (const file of filesBelow(join(ROOT, 'packages/cli/schemas'), '.json')) {
    const name = basename(file, '.json');
    const schema: ResultSchema = JSON.parse(readFileSync(file, 'utf8'));
    const command = OF[name] ?? name;
    const others = schemas.get(command) ?? [];
    schemas.set(command, name === command ? [schema, ...others] : [...others, schema]);
  }
  return schemas;
}
