import { configJsonSchema } from '@propensity/core/config';

/** An option of the configuration. */
export interface ConfigOption {
  /** `training.snapshots`; `features.add[]` for what a list holds. */
  readonly path: string;
  readonly meaning: string;
  /** `whole number, 1 to 730`, … */
  readonly allowed: string;
  /** JSON; null where the option has no default. */
  readonly fallback: string | null;
  /** `days`, `MB`, …; empty where it has none. */
  readonly unit: string;
  /** False for a section, which only holds options. */
  readonly isLeaf: boolean;
}

interface Schema {
  readonly type?: string;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Every option, sections before what they hold, from the schema that checks a configuration. */
export function configOptions(): ConfigOption[] {
  return optionsOf(configJsonSchema() as Schema, '');
}

function optionsOf(schema: Schema, prefix: string): ConfigOption[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, option]) => optionAt(option, prefix + key));
}

function optionAt(schema: Schema, path: string): ConfigOption[] {
  const [only, ...others] = schema.oneOf ?? [];
  // A list of kinds with a single member reads as that member.
  const described = only !== undefined && others.length === 0 ? { ...only, description: schema.description } : schema;
  const objects = (described.anyOf ?? described.oneOf ?? []).filter(({ properties }) => properties !== undefined);
  const items = described.items;
  const itemObjects = items === undefined ? [] : [items, ...(items.anyOf ?? [])].filter(({ properties }) => properties);
  const inner = [
    ...optionsOf(described, `${path}.`),
    ...objects.flatMap((object) => optionsOf(object, `${path}.`)),
    ...itemObjects.flatMap((object) => optionsOf(object, `${path}[].`)),
  ];
  const own: ConfigOption = {
    path,
    meaning: described.description ?? '',
    allowed: allowedOf(described),
    fallback: described.default === undefined || described.properties ? null : JSON.stringify(described.default),
    unit: unitOf(path),
    isLeaf: inner.length === 0,
  };
  return [own, ...once(inner)];
}

/** Members of a union may share keys: one entry each, with what all of them allow. */
function once(options: readonly ConfigOption[]): ConfigOption[] {
  const found = new Map<string, ConfigOption>();
  for (const option of options) {
    const earlier = found.get(option.path);
    const values = [earlier, option].flatMap((each) => each?.allowed.split(', or ') ?? []);
    const allowed = [...new Set(values)].join(', or ');
    const meaning = [...new Set([earlier?.meaning, option.meaning].filter(Boolean))].join(' ');
    found.set(option.path, { ...(earlier ?? option), allowed, meaning });
  }
  return [...found.values()];
}

function allowedOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if (schema.anyOf !== undefined || schema.oneOf !== undefined) {
    return [...new Set((schema.anyOf ?? schema.oneOf!).map(allowedOf))].join(', or ');
  }
  if (schema.type === 'array') return `list of ${allowedOf(schema.items ?? {})}`;
  if (schema.type === 'integer' || schema.type === 'number') return numberAllowed(schema);
  if (schema.type === 'string') return 'text';
  if (schema.type === 'boolean') return 'true, false';
  return 'object';
}

function numberAllowed(schema: Schema): string {
  const bounds = [
    ...(schema.exclusiveMinimum === undefined ? [] : [`above ${schema.exclusiveMinimum}`]),
    ...(schema.exclusiveMaximum === undefined ? [] : [`below ${schema.exclusiveMaximum}`]),
    ...rangeOf(schema),
  ];
  return [schema.type === 'integer' ? 'whole number' : 'number', ...bounds].join(', ');
}

function rangeOf({ minimum, maximum }: Schema): string[] {
  const least = minimum === undefined || minimum < -1e15 ? undefined : minimum;
  const most = maximum === undefined || maximum > 1e15 ? undefined : maximum;
  if (least !== undefined && most !== undefined) return [`${grouped(least)} to ${grouped(most)}`];
  if (least !== undefined) return [`${grouped(least)} or more`];
  return most === undefined ? [] : [`at most ${grouped(most)}`];
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Days$/, 'days'],
  [/Seconds$/, 'seconds'],
  [/Mb$/, 'MB'],
  [/BytesBilled$/, 'bytes'],
  [/Share$/, 'share, 0 to 1'],
  [/minPrecision$/, 'share, 0 to 1'],
  [/(topUsers|cacheEntries)$/, 'users'],
  [/decision\.(gain|cost)$/, 'money, one currency'],
  [/minLevelCount$/, 'rows'],
];

/** By the name of an option: names end in their unit. */
function unitOf(path: string): string {
  if (/allowMissingDays$/.test(path)) return '';
  return UNITS.find(([name]) => name.test(path))?.[1] ?? '';
}
