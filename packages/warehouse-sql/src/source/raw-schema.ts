/**
 * The fields of a raw relation: the path of every scalar field, parts joined by dots, through repeated fields too
 * (`event_params.value.int_value`), mapped to the engine's name of its type. Exports of different years differ, so
 * builders ask this instead of assuming.
 */
export type RawSchema = ReadonlyMap<string, string>;
