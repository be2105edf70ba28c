import {
  type DataType,
  describeType,
  fieldNamed,
  type StructType,
  scalarFamily,
  type TypedField,
} from './data-type.js';
import {
  DECLARED_COLUMNS,
  type DeclaredColumn,
  type DeclaredFields,
  type DeclaredType,
  isKeyed,
  isRecord,
  isRepeated,
  REQUIRED_COLUMNS,
} from './declared-columns.js';
import { formOfValue, type ListForm, listForm, type ValueForm, valueForm } from './list-form.js';

/** How a column is stored, if not as Google exports it. */
export type ColumnForm =
  | { readonly of: 'list'; readonly list: ListForm; readonly value: ValueForm | null }
  | { readonly of: 'record'; readonly record: 'json' | 'map' | 'nothing'; readonly type: string }
  /** A scalar of a type that its values never have: any value is refused. */
  | { readonly of: 'scalar' }
  /** Parameters in columns of their own: key → the column's name and type. */
  | { readonly of: 'columns'; readonly columns: ReadonlyMap<string, TypedField> };

export interface ColumnReading {
  /** The declared name. */
  readonly column: DeclaredColumn;
  /** Its name in the rows; undefined where they have no such column. */
  readonly stored: string | undefined;
  readonly form: ColumnForm;
}

/** A field that cannot be read: which, what was found, what was expected and what to do. */
export interface ShapeRefusal {
  readonly field: string;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

export interface Shape {
  /** The columns that have to be brought into Google's form before they are read. */
  readonly readings: readonly ColumnReading[];
  /** Optional columns that the rows do not have; they are NULL. */
  readonly absent: readonly DeclaredColumn[];
  readonly refusals: readonly ShapeRefusal[];
}

export interface ShapeOptions {
  /** The columns that are read; others may be anything. */
  readonly reads: readonly DeclaredColumn[];
  /**
   * For a table without `event_params`: the columns of the parameters, by key. When left out, such a table is refused.
   */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Checks presence, type and nesting of every column that is read. Other forms of the same content are recognised and
 * read; what cannot be read is refused by name, never taken for empty.
 */
export function checkShape(row: StructType, { reads, parameters }: ShapeOptions): Shape {
  const readings: ColumnReading[] = [];
  const absent: DeclaredColumn[] = [];
  const refusals: ShapeRefusal[] = [];
  for (const column of reads) {
    const field = fieldNamed(row, column);
    if (column === 'event_params' && parameters !== undefined) {
      const form = parameterColumns(row, parameters, refusals);
      readings.push({ column, stored: field?.name, form });
    } else if (field === undefined) {
      if (isRequired(column)) refusals.push(missing(column, row));
      else absent.push(column);
    } else {
      const form = columnForm(column, DECLARED_COLUMNS[column], field.type, refusals);
      if (form !== null) readings.push({ column, stored: field.name, form });
    }
  }
  return { readings, absent, refusals };
}

/** Null for a column that is stored as Google exports it, and for one that has been refused. */
function columnForm(path: string, declared: DeclaredType, type: DataType, refusals: ShapeRefusal[]): ColumnForm | null {
  if (isRepeated(declared)) return repeatedForm(path, declared, type, refusals);
  if (isRecord(declared)) return recordForm(path, declared, type, refusals);
  if (type.kind !== 'scalar') {
    refusals.push(refusal(path, type, EXPECTED[declared]));
    return null;
  }
  const family = scalarFamily(type.name);
  if (family === 'bytes' || family === 'other') {
    refusals.push(refusal(path, type, EXPECTED[declared]));
    return null;
  }
  return path === 'event_name' && family !== 'text' ? { of: 'scalar' } : null;
}

function recordForm(
  path: string,
  declared: DeclaredFields,
  type: DataType,
  refusals: ShapeRefusal[],
): ColumnForm | null {
  if (type.kind === 'map') return { of: 'record', record: 'map', type: describeType(type) };
  if (type.kind === 'scalar') {
    const family = scalarFamily(type.name);
    const isText = family === 'text' || family === 'json';
    return { of: 'record', record: isText ? 'json' : 'nothing', type: type.name };
  }
  const expected = `a record with ${namesOf(declared)}`;
  if (type.kind === 'list') {
    refusals.push(refusal(path, type, expected));
    return null;
  }
  const known = type.fields.filter(({ name }) => fieldOf(declared, name) !== undefined);
  if (known.length === 0) refusals.push(refusal(path, type, expected));
  for (const field of known) {
    const inner = fieldOf(declared, field.name)!;
    if (isRepeated(inner)) continue;
    const form = columnForm(`${path}.${field.name}`, inner, field.type, refusals);
    // A record that was never filled may be stored as any scalar: there is nothing in it to read or to lose.
    if (form?.of === 'record' && form.record !== 'nothing') {
      refusals.push(refusal(`${path}.${field.name}`, field.type, `a record with ${namesOf(inner as DeclaredFields)}`));
    }
  }
  return null;
}

function repeatedForm(
  path: string,
  declared: readonly [DeclaredFields],
  type: DataType,
  refusals: ShapeRefusal[],
): ColumnForm | null {
  const keyed = isKeyed(declared);
  const expected = keyed ? 'a list of records with key and value' : `a list of records with ${namesOf(declared[0])}`;
  const isItem = (record: StructType) =>
    keyed ? valueForm(record) !== null : record.fields.some(({ name }) => fieldOf(declared[0], name) !== undefined);
  const list = listForm(type, isItem);
  const value = list === null ? null : keyed ? valueFormOf(list) : null;
  if (
    list === null ||
    (keyed && value === null && list.kind !== 'json' && list.kind !== 'nothing') ||
    (!keyed && !isListOfRecords(list))
  ) {
    refusals.push(refusal(path, type, expected));
    return null;
  }
  const plain = list.kind === 'list' && list.unwrap.length === 0 && list.element.length === 0;
  if (plain && (value === 'fields' || !keyed)) {
    const key = fieldNamed(list.record, 'key')?.type;
    // A key that is not text belongs to a list that was never filled.
    if (!keyed || (key?.kind === 'scalar' && scalarFamily(key.name) === 'text')) return null;
    if (key?.kind === 'scalar') return { of: 'list', list: { kind: 'nothing' }, value };
  }
  return { of: 'list', list, value };
}

function isListOfRecords(list: ListForm): boolean {
  return list.kind === 'list' || list.kind === 'json' || list.kind === 'nothing';
}

function valueFormOf(list: ListForm): ValueForm | null {
  switch (list.kind) {
    case 'list':
      return valueForm(list.record);
    case 'map':
      return formOfValue(list.value);
    case 'fields': {
      const forms = new Set(list.record.fields.map(({ type }) => formOfValue(type)));
      // All values must have one form: otherwise it is some other record.
      return forms.size === 1 ? [...forms][0]! : null;
    }
    default:
      return null;
  }
}

function parameterColumns(
  row: StructType,
  parameters: Readonly<Record<string, string>>,
  refusals: ShapeRefusal[],
): ColumnForm {
  const columns = new Map<string, TypedField>();
  for (const [key, name] of Object.entries(parameters)) {
    const field = fieldNamed(row, name);
    if (field !== undefined && field.type.kind === 'scalar') columns.set(key, field);
    else {
      refusals.push({
        field: name,
        found: field === undefined ? 'no such column' : describeType(field.type),
        expected: `a column that holds the parameter "${key}"`,
        fix: `Name another column in source.parameters.${key}. There are ${listed(row)}.`,
      });
    }
  }
  return { of: 'columns', columns };
}

const EXPECTED: Readonly<Record<Extract<DeclaredType, string>, string>> = {
  text: 'text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  moment: 'microseconds since the epoch or a timestamp',
};

function refusal(field: string, type: DataType, expected: string): ShapeRefusal {
  return {
    field,
    found: describeType(type),
    expected,
    fix: `Export it again in the nested form that BigQuery exports, or leave the column out if it is not needed.`,
  };
}

function missing(column: DeclaredColumn, row: StructType): ShapeRefusal {
  if (column !== 'event_params') {
    return {
      field: column,
      found: `no such column among ${listed(row)}`,
      expected: isRecord(DECLARED_COLUMNS[column]) ? 'a record' : EXPECTED[DECLARED_COLUMNS[column] as 'text'],
      fix: 'Export it too, under this name.',
    };
  }
  return {
    field: column,
    found: `no such column among ${listed(row)}`,
    expected: 'the parameters of the events, a list of records with key and value',
    fix: 'Export the column too. Where parameters have columns of their own, name them: "source": {"parameters": {"ga_session_id": "COLUMN", "page_location": "COLUMN"}}.',
  };
}

function isRequired(column: DeclaredColumn): boolean {
  return (REQUIRED_COLUMNS as readonly string[]).includes(column);
}

function fieldOf(declared: DeclaredFields, name: string): DeclaredType | undefined {
  return Object.hasOwn(declared, name.toLowerCase()) ? declared[name.toLowerCase()] : undefined;
}

function namesOf(declared: DeclaredFields): string {
  const names = Object.keys(declared);
  return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
}

function listed(row: StructType): string {
  const names = row.fields.map(({ name }) => name);
  return `${names.slice(0, 30).join(', ')}${names.length > 30 ? ', …' : ''}`;
}
