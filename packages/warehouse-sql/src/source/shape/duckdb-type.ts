import { PropensityError } from '@propensity/core';
import type { DescribedColumn } from '../duckdb-schema.js';
import type { DataType, StructType, TypedField } from './data-type.js';

/**
 * A row of DuckDB's columns as one struct.
 * @throws PropensityError `unreadable_type` when a type is not written as DuckDB writes it
 */
export function duckdbRowType(columns: readonly DescribedColumn[]): StructType {
  return { kind: 'struct', fields: columns.map(({ name, type }) => ({ name, type: parseDuckdbType(type) })) };
}

/**
 * A type as DuckDB writes it: `STRUCT("key" VARCHAR, "value" STRUCT(int_value BIGINT))[]`, `MAP(VARCHAR, BIGINT)`, `VARCHAR[3]`.
 * @throws PropensityError `unreadable_type` when it is not written as DuckDB writes types
 */
export function parseDuckdbType(text: string): DataType {
  const type = text.trim();
  const list = /^(.+)\[\d*\]$/s.exec(type);
  if (list) return { kind: 'list', element: parseDuckdbType(list[1]!) };
  const nested = /^(STRUCT|MAP)\s*\((.*)\)$/is.exec(type);
  if (nested) {
    const members = splitMembers(nested[2]!);
    if (nested[1]!.toUpperCase() === 'STRUCT') return { kind: 'struct', fields: members.map(parseMember) };
    if (members.length !== 2) throw unreadable(text);
    return { kind: 'map', key: parseDuckdbType(members[0]!), value: parseDuckdbType(members[1]!) };
  }
  if (type === '' || /^(STRUCT|MAP)\b/i.test(type) || !isBalanced(type)) throw unreadable(text);
  // The values of an ENUM are texts of the data.
  return { kind: 'scalar', name: /^ENUM\b/i.test(type) ? 'ENUM' : type.toUpperCase() };
}

function parseMember(member: string): TypedField {
  const [, quoted, plain, type] = /^(?:"((?:[^"]|"")*)"|([^\s"]+))\s+(.+)$/s.exec(member) ?? [];
  if (type === undefined) throw unreadable(member);
  return { name: plain ?? quoted!.replaceAll('""', '"'), type: parseDuckdbType(type) };
}

/** Splits at the commas outside parentheses and quotes. */
function splitMembers(text: string): string[] {
  const members: string[] = [];
  let start = 0;
  for (const { at, character, depth } of unquoted(text)) {
    if (character !== ',' || depth !== 0) continue;
    members.push(text.slice(start, at).trim());
    start = at + 1;
  }
  members.push(text.slice(start).trim());
  return members;
}

function isBalanced(text: string): boolean {
  let last = 0;
  for (const { depth } of unquoted(text)) {
    if (depth < 0) return false;
    last = depth;
  }
  return last === 0;
}

/** The characters outside of names and texts, with the depth of parentheses after each. */
function* unquoted(text: string): Generator<{ at: number; character: string; depth: number }> {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
      continue;
    }
    if (character === '"' || character === "'") quote = character;
    else {
      if (character === '(') depth++;
      else if (character === ')') depth--;
      yield { at, character, depth };
    }
  }
}

function unreadable(type: string): PropensityError {
  return new PropensityError('unreadable_type', `The type "${type}" is not understood.`);
}
