import { type DataType, fieldNamed, type ListType, type StructType, scalarFamily } from './data-type.js';

/**
 * How a repeated record is stored.
 * - `list`: as a list of records, after `unwrap` has been followed from the column to the list and `element` from each
 *   of its members to the record. Both are empty for a plain list; writers that do not know Parquet's lists leave
 *   `{list: [{element: …}]}`, `{bag: [{array_element: …}]}`, `{array: [{…}]}`, `{key_value: [{key, value}]}`.
 * - `map`: from keys to values.
 * - `fields`: a record whose fields are the keys.
 * - `json`: as text of JSON.
 * - `nothing`: a type that cannot hold a list. Columns that were never filled are stored so; any value is refused.
 */
export type ListForm =
  | {
      readonly kind: 'list';
      readonly unwrap: readonly string[];
      readonly element: readonly string[];
      readonly record: StructType;
    }
  | { readonly kind: 'map'; readonly value: DataType }
  | { readonly kind: 'fields'; readonly record: StructType }
  | { readonly kind: 'json'; readonly type: string }
  | { readonly kind: 'nothing' };

/**
 * The form of a repeated record; null where the type may hold it, but in no known form.
 * @param isItem recognises the record that is looked for
 */
export function listForm(type: DataType, isItem: (record: StructType) => boolean): ListForm | null {
  if (type.kind === 'map') return { kind: 'map', value: type.value };
  if (type.kind === 'scalar') return scalarForm(type.name);
  const found = listWithin(type, []);
  if (found !== null) {
    const item = recordWithin(found.list.element, [], isItem);
    if (item !== null) return { kind: 'list', unwrap: found.path, element: item.path, record: item.record };
    if (found.list.element.kind === 'scalar') return { kind: 'nothing' };
    return null;
  }
  return type.kind === 'struct' ? { kind: 'fields', record: type } : null;
}

function scalarForm(name: string): ListForm {
  const family = scalarFamily(name);
  return family === 'text' || family === 'json' ? { kind: 'json', type: name } : { kind: 'nothing' };
}

/** The list that a type is, or the list that is its only content. */
function listWithin(type: DataType, path: readonly string[]): { list: ListType; path: readonly string[] } | null {
  if (type.kind === 'list') return { list: type, path };
  if (type.kind !== 'struct' || type.fields.length !== 1) return null;
  const [only] = type.fields;
  return listWithin(only!.type, [...path, only!.name]);
}

/** The record that a type is, or the record that is its only content. */
function recordWithin(
  type: DataType,
  path: readonly string[],
  isItem: (record: StructType) => boolean,
): { record: StructType; path: readonly string[] } | null {
  if (type.kind !== 'struct') return null;
  if (isItem(type)) return { record: type, path };
  const [only] = type.fields;
  return type.fields.length === 1 ? recordWithin(only!.type, [...path, only!.name], isItem) : null;
}

/**
 * How the value of a key is stored: in a record as GA4 does (`fields`), as fields beside the key (`beside`), or as one
 * scalar.
 */
export type ValueForm = 'fields' | 'beside' | 'scalar';

const VALUE_NAMES = ['string_value', 'int_value', 'float_value', 'double_value'];

export function hasValueField(record: StructType): boolean {
  return VALUE_NAMES.some((name) => fieldNamed(record, name) !== undefined);
}

/** The value's form in a record with a key; null where there is none. */
export function valueForm(record: StructType): ValueForm | null {
  if (fieldNamed(record, 'key') === undefined) return null;
  const value = fieldNamed(record, 'value')?.type;
  if (value === undefined) return hasValueField(record) ? 'beside' : null;
  return formOfValue(value);
}

/** The form of a value by itself, as maps hold it. */
export function formOfValue(value: DataType): ValueForm | null {
  if (value.kind === 'scalar') return scalarFamily(value.name) === 'other' ? null : 'scalar';
  return value.kind === 'struct' && hasValueField(value) ? 'fields' : null;
}
