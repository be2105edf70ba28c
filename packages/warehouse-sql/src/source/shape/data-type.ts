/** The type of a column or nested field, whatever engine it came from. */
export type DataType = ScalarType | StructType | ListType | MapType;

export interface ScalarType {
  readonly kind: 'scalar';
  /** The engine's name, upper case, as in `BIGINT`, `INT64`, `TIMESTAMP WITH TIME ZONE`, `DECIMAL(18,3)`. */
  readonly name: string;
}

export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly TypedField[];
}

/** A repeated field. */
export interface ListType {
  readonly kind: 'list';
  readonly element: DataType;
}

export interface MapType {
  readonly kind: 'map';
  readonly key: DataType;
  readonly value: DataType;
}

export interface TypedField {
  readonly name: string;
  readonly type: DataType;
}

/**
 * What a scalar holds. `json` and `text` may hold nested values; `other` is a type from which no field of an export can
 * be read.
 */
export type ScalarFamily =
  | 'text'
  | 'bytes'
  | 'json'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'float'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'clock'
  | 'null'
  | 'other';

const FAMILIES: readonly (readonly [pattern: RegExp, family: ScalarFamily])[] = [
  [/^(VARCHAR|STRING|TEXT|CHAR|BPCHAR|ENUM|UUID)\b/, 'text'],
  [/^(BLOB|BYTES|BYTEA|VARBINARY)\b/, 'bytes'],
  [/^JSON\b/, 'json'],
  [/^U?(BIGINT|INTEGER|SMALLINT|TINYINT|HUGEINT)\b|^INT(64|32|16|8|4|2|1)?\b/, 'integer'],
  [/^(DECIMAL|NUMERIC|BIGNUMERIC|BIGDECIMAL|BIGNUM)\b/, 'decimal'],
  [/^(DOUBLE|FLOAT64|FLOAT8)\b/, 'double'],
  [/^(FLOAT|REAL|FLOAT4)\b/, 'float'],
  [/^BOOL(EAN)?\b/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP(TZ| WITH TIME ZONE|_TZ|_US|_MS|_S|_NS)?$/, 'instant'],
  [/^DATETIME$/, 'clock'],
  [/^("NULL"|NULL)$/, 'null'],
];

/** What a scalar of that name holds. */
export function scalarFamily(name: string): ScalarFamily {
  return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

/**
 * The type of the field at `path`, through structs alone; undefined where there is none. Names are compared without
 * case, as both engines do.
 */
export function fieldAt(type: DataType, path: readonly string[]): DataType | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return type;
  if (type.kind !== 'struct') return undefined;
  const field = fieldNamed(type, first);
  return field && fieldAt(field.type, rest);
}

/** The field of that name, compared without case. */
export function fieldNamed(type: StructType, name: string): TypedField | undefined {
  const lowerName = name.toLowerCase();
  return type.fields.find((field) => field.name.toLowerCase() === lowerName);
}

/** A type in a few words for a message: `a list of {key, value}`, `text`, `DOUBLE`. */
export function describeType(type: DataType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'list':
      return `a list of ${describeType(type.element)}`;
    case 'map':
      return `a map from ${describeType(type.key)} to ${describeType(type.value)}`;
    case 'struct': {
      const names = type.fields.map(({ name }) => name);
      return `{${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}}`;
    }
  }
}
