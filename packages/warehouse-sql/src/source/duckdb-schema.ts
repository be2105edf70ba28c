import { PropensityError } from '@propensity/core';
import type { RawSchema } from './raw-schema.js';

/** A row of DuckDB's DESCRIBE. */
export interface DescribedColumn {
  readonly name: string;
  /** As DuckDB writes types: `STRUCT("key" VARCHAR, "value" STRUCT(int_value BIGINT))[]`. */
  readonly type: string;
}

/**
 * The scalar fields of the columns that DESCRIBE listed, with their paths.
 * @throws PropensityError `unreadable_type` when a type is not written as DuckDB writes it
 */
export function duckdbSchema(columns: readonly DescribedColumn[]): RawSchema {
  const schema = new Map<string, string>();
  for (const { name, type } of columns) addFields(name, type.trim(), schema);
  return schema;
}

function addFields(path: string, type: string, schema: Map<string, string>): void {
  if (type.endsWith('[]')) {
    addFields(path, type.slice(0, -2), schema);
    return;
  }
  if (!/^STRUCT\s*\(/i.test(type)) {
    schema.set(path, type);
    return;
  }
  if (!type.endsWith(')')) throw unreadable(type);
  for (const member of splitMembers(type.slice(type.indexOf('(') + 1, -1))) {
    const [, quoted, plain, memberType] = /^(?:"((?:[^"]|"")*)"|([^\s"]+))\s+(.+)$/s.exec(member) ?? [];
    if (memberType === undefined) throw unreadable(type);
    addFields(`${path}.${plain ?? quoted!.replaceAll('""', '"')}`, memberType, schema);
  }
}

/** Splits at the commas outside parentheses and quotes. */
function splitMembers(text: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      members.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  members.push(text.slice(start).trim());
  return members;
}

function unreadable(type: string): PropensityError {
  return new PropensityError('unreadable_type', `The type "${type}" is not understood.`);
}
