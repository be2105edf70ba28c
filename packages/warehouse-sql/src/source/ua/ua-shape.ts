import { momentKind } from '../moment/moment-sql.js';
import type { ShapeRefusal } from '../shape/check-shape.js';
import {
  type DataType,
  describeType,
  fieldAt,
  fieldNamed,
  type ListType,
  type StructType,
  scalarFamily,
} from '../shape/data-type.js';
import {
  type DeclaredFields,
  type DeclaredType,
  declaredField,
  isRecord,
  isRepeated,
} from '../shape/declared-columns.js';
import { UA_COLUMNS, UA_REQUIRED } from './ua-columns.js';

/**
 * The first field of the rows that cannot be read: one that is required and missing, or one whose type or nesting is not
 * Google's; null where all can. A nested field that was never filled may be of any other scalar type: there is nothing in it.
 */
export function uaRefusal(row: StructType): ShapeRefusal | null {
  for (const [name, declared] of Object.entries<DeclaredType>(UA_COLUMNS)) {
    const stored = fieldNamed(row, name);
    const refused = stored === undefined ? null : refusalOf(name, declared, stored.type);
    if (refused !== null) return refused;
  }
  const missing = UA_REQUIRED.find((path) => !isThere(row, path));
  if (missing === undefined) return null;
  const [column] = missing.split('.');
  return {
    field: missing,
    found: `no such field among ${listed(missing === column ? row : (hitOf(row) ?? row))}`,
    expected: 'a field of every Universal Analytics export',
    fix: 'Export it too, under this name and nested as BigQuery exports it.',
  };
}

/** The list of hits of a row; null where the rows have none. */
export function hitsOf(row: StructType): (ListType & { readonly element: StructType }) | null {
  const type = fieldNamed(row, 'hits')?.type;
  return type?.kind === 'list' && type.element.kind === 'struct' ? { ...type, element: type.element } : null;
}

function hitOf(row: StructType): StructType | null {
  return hitsOf(row)?.element ?? null;
}

function isThere(row: StructType, path: string): boolean {
  const [column, ...inner] = path.split('.');
  if (column !== 'hits') return fieldAt(row, path.split('.')) !== undefined;
  const hit = hitOf(row);
  return hit !== null && fieldAt(hit, inner) !== undefined;
}

function refusalOf(path: string, declared: DeclaredType, type: DataType): ShapeRefusal | null {
  if (isRepeated(declared)) {
    if (type.kind === 'list' && type.element.kind === 'struct') {
      const known = type.element.fields.some(({ name }) => declaredField(declared[0], name) !== undefined);
      return known ? within(path, declared[0], type.element) : refusal(path, type, listOf(declared[0]));
    }
    const inner = type.kind === 'list' ? type.element : type;
    return path !== 'hits' && isNothing(inner) ? null : refusal(path, type, listOf(declared[0]));
  }
  if (isRecord(declared)) {
    if (type.kind === 'struct') return within(path, declared, type);
    return isNothing(type) ? null : refusal(path, type, `a record with ${namesOf(declared)}`);
  }
  const family = type.kind === 'scalar' ? scalarFamily(type.name) : null;
  const expected = {
    text: 'text',
    integer: 'an integer',
    number: 'a number',
    boolean: 'true or false',
    moment: MOMENT,
  };
  const isUnreadable =
    type.kind !== 'scalar' ||
    (declared === 'moment' && momentKind(type.name) === null) ||
    family === 'bytes' ||
    family === 'other';
  return isUnreadable ? refusal(path, type, expected[declared]) : null;
}

const MOMENT = 'seconds since the epoch or a timestamp';

function within(path: string, declared: DeclaredFields, { fields }: StructType): ShapeRefusal | null {
  for (const { name, type } of fields) {
    const inner = declaredField(declared, name);
    const refused = inner === undefined ? null : refusalOf(`${path}.${name}`, inner, type);
    if (refused !== null) return refused;
  }
  return null;
}

/** A scalar that cannot hold nested values. */
function isNothing(type: DataType): boolean {
  if (type.kind !== 'scalar') return false;
  const family = scalarFamily(type.name);
  return family !== 'text' && family !== 'json' && family !== 'bytes' && family !== 'other';
}

function refusal(field: string, type: DataType, expected: string): ShapeRefusal {
  return {
    field,
    found: describeType(type),
    expected,
    fix: 'Export it again in the nested form that BigQuery exports, or leave the column out if it is not needed.',
  };
}

function listOf(fields: DeclaredFields): string {
  return `a list of records with ${namesOf(fields)}`;
}

function namesOf(fields: DeclaredFields): string {
  const names = Object.keys(fields);
  return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
}

function listed({ fields }: StructType): string {
  const names = fields.map(({ name }) => name);
  return `${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}`;
}
