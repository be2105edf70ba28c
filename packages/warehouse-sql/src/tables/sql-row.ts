/** A row to be written, with every column of its table; dates as YYYY-MM-DD, timestamps as ISO 8601. */
export type SqlRow = Readonly<Record<string, string | number | boolean | null>>;
