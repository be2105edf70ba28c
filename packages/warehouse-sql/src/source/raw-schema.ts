/**
 * What a raw relation has: the path of every scalar field, parts joined by dots, repeated fields seen through
 * (`event_params.value.int_value`), mapped to the engine's name of its type. Exports of different years differ, so
 * builders ask this instead of assuming.
 */
export type RawSchema = ReadonlyMap<string, string>;

/** True when there are fields below that path. A repeated field that was always null may have been stored as a scalar. */
export function hasFieldsBelow(schema: RawSchema, path: string): boolean {
  for (const known of schema.keys()) if (known.startsWith(`${path}.`)) return true;
  return false;
}
