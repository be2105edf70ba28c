import type { TableReference } from './statement.js';

/** The parts of BigQuery's Job resource that are read here. */
export interface JobResource {
  readonly jobReference?: { readonly jobId?: string; readonly location?: string };
  readonly status?: {
    readonly state?: 'PENDING' | 'RUNNING' | 'DONE';
    readonly errorResult?: { readonly reason?: string; readonly message?: string };
  };
  readonly statistics?: {
    /** Milliseconds since the epoch, as text. */
    readonly creationTime?: string;
    readonly totalBytesProcessed?: string;
    readonly query?: {
      readonly totalBytesProcessed?: string;
      readonly totalBytesBilled?: string;
      readonly statementType?: string;
    };
  };
  readonly configuration?: { readonly query?: { readonly destinationTable?: TableReference } };
}

/** A page of a query's or a table's rows. */
export interface RowsPage {
  readonly jobComplete?: boolean;
  readonly jobReference?: { readonly jobId?: string; readonly location?: string };
  readonly schema?: { readonly fields?: readonly FieldResource[] };
  readonly rows?: readonly RawRow[];
  readonly pageToken?: string;
  readonly totalRows?: string;
  readonly totalBytesProcessed?: string;
  readonly totalBytesBilled?: string;
}

/** A row as the REST API writes it: one cell per field, every scalar as text. */
export interface RawRow {
  readonly f: readonly { readonly v: unknown }[];
}

export interface FieldResource {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
  readonly fields?: readonly FieldResource[];
}

/** Rows as objects; numbers and booleans as such. For small results. */
export function rowObjects<T>(fields: readonly FieldResource[], rows: readonly RawRow[]): T[] {
  return rows.map(({ f }) => {
    const cells = fields.map(({ name, type }, index) => [name, cellValue(type, f[index]!.v)] as const);
    return Object.fromEntries(cells) as T;
  });
}

function cellValue(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (/^(INTEGER|INT64|FLOAT|FLOAT64)$/.test(type)) return Number(value);
  if (/^(BOOLEAN|BOOL)$/.test(type)) return value === true || value === 'true';
  return value;
}
