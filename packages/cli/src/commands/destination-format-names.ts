/** The names of core's `DESTINATION_FORMATS`, without loading them: help needs no more. */
export const DESTINATION_FORMAT_NAMES: readonly string[] = ['ga4-data-import', 'measurement-protocol', 'data-manager'];
