import { bigquerySchema, type TableField } from '../../../src/index.js';

/** A type, as ZetaSQL's TypeProto. */
export interface ZetaType {
  readonly typeKind: string;
  readonly arrayType?: { readonly elementType: ZetaType };
  readonly structType?: { readonly field: readonly { readonly fieldName: string; readonly fieldType: ZetaType }[] };
}

/** A value, as ZetaSQL's ValueProto: `value` names the one field that is there. */
export type ZetaValue = Readonly<Record<string, unknown>> & { readonly value?: string };

/** A cell of a result: 64-bit integers as numbers where they are exact, else as text. */
export type Cell = string | number | boolean | null;

const KINDS: Readonly<Record<string, string>> = { FLOAT64: 'TYPE_DOUBLE' };
const DAY_MS = 86_400_000;

/** The type of a BigQuery column. */
export function zetaType(field: TableField): ZetaType {
  if (field.mode === 'REPEATED') {
    return { typeKind: 'TYPE_ARRAY', arrayType: { elementType: zetaType({ ...field, mode: 'NULLABLE' }) } };
  }
  if (field.fields !== undefined) {
    const fields = field.fields.map((member) => ({ fieldName: member.name!, fieldType: zetaType(member) }));
    return { typeKind: 'TYPE_STRUCT', structType: { field: fields } };
  }
  const name = bigquerySchema([field]).get(field.name!)!;
  return { typeKind: KINDS[name] ?? `TYPE_${name}` };
}

/** A JSON value as one of the type. An array that is absent is empty, as BigQuery stores it. */
export function encodeValue(value: unknown, type: ZetaType): ZetaValue {
  if (type.arrayType !== undefined) {
    const { elementType } = type.arrayType;
    const elements = (value as readonly unknown[] | null | undefined) ?? [];
    return { arrayValue: { element: elements.map((element) => encodeValue(element, elementType)) } };
  }
  if (value === null || value === undefined) return {};
  if (type.structType !== undefined) {
    const struct = value as Readonly<Record<string, unknown>>;
    return {
      structValue: {
        field: type.structType.field.map((field) => encodeValue(struct[field.fieldName], field.fieldType)),
      },
    };
  }
  switch (type.typeKind) {
    case 'TYPE_STRING':
      return { stringValue: String(value) };
    case 'TYPE_INT64':
      return { int64Value: String(value) };
    case 'TYPE_DOUBLE':
      return { doubleValue: Number(value) };
    case 'TYPE_BOOL':
      return { boolValue: value };
    case 'TYPE_DATE':
      return { dateValue: Date.parse(String(value)) / DAY_MS };
    case 'TYPE_TIMESTAMP': {
      const milliseconds = Date.parse(String(value));
      const seconds = Math.floor(milliseconds / 1000);
      return { timestampValue: { seconds: String(seconds), nanos: (milliseconds - seconds * 1000) * 1e6 } };
    }
    default:
      throw new Error(`No test needs values of ${type.typeKind} yet.`);
  }
}

/** A scalar of a result. */
export function decodeCell(value: ZetaValue): Cell {
  if (value.value === undefined) return null;
  const decoded = value[value.value];
  if (value.value === 'int64Value') return exactNumber(BigInt(decoded as string));
  if (value.value === 'dateValue') return new Date((decoded as number) * DAY_MS).toISOString().slice(0, 10);
  if (typeof decoded === 'object') throw new Error(`${value.value} is not a scalar that a test reads.`);
  return decoded as Cell;
}

/** A 64-bit integer as a number where that is exact, else as text. */
export function exactNumber(integer: bigint): number | string {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : String(integer);
}
