import type { Dialect } from '../../dialect/dialect.js';
import type { DataType } from './data-type.js';
import type { DeclaredFields, DeclaredType } from './declared-columns.js';
import { isRecord, isRepeated } from './declared-columns.js';

/** A type as the engine writes it. */
export function typeText(dialect: Dialect, type: DataType): string {
  const isDuckdb = dialect.name === 'duckdb';
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'list':
      return isDuckdb ? `${typeText(dialect, type.element)}[]` : `ARRAY<${typeText(dialect, type.element)}>`;
    case 'map':
      return `MAP(${typeText(dialect, type.key)}, ${typeText(dialect, type.value)})`;
    case 'struct': {
      const fields = type.fields
        .map((field) => `${quotedName(dialect, field.name)} ${typeText(dialect, field.type)}`)
        .join(', ');
      return isDuckdb ? `STRUCT(${fields})` : `STRUCT<${fields}>`;
    }
  }
}

/** The name of a stored column or field, whatever it holds; BigQuery allows no backtick in one. */
export function quotedName(dialect: Dialect, name: string): string {
  return dialect.name === 'duckdb' ? `"${name.replaceAll('"', '""')}"` : `\`${name.replaceAll('`', '')}\``;
}

/** The type of a declared field in Google's export. */
export function declaredType(dialect: Dialect, declared: DeclaredType): DataType {
  if (isRepeated(declared)) return { kind: 'list', element: declaredRecord(dialect, declared[0]) };
  if (isRecord(declared)) return declaredRecord(dialect, declared);
  const { string, integer, float, boolean } = dialect.typeNames;
  return { kind: 'scalar', name: { text: string, integer, moment: integer, number: float, boolean }[declared] };
}

function declaredRecord(dialect: Dialect, declared: DeclaredFields): DataType {
  return {
    kind: 'struct',
    fields: Object.entries(declared).map(([name, type]) => ({ name, type: declaredType(dialect, type) })),
  };
}
