import type { SqlType } from '@propensity/warehouse-sql';
import type { SqlParameter, Statement } from './statement.js';

/** BigQuery's names of the types. */
const TYPE_NAMES: Readonly<Record<SqlType, string>> = {
  string: 'STRING',
  integer: 'INT64',
  float: 'FLOAT64',
  boolean: 'BOOL',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** A parameter as the REST API takes it. A null is a typed NULL; every value travels as text. */
export function queryParameter({ name, type, value }: SqlParameter): object {
  return {
    name,
    parameterType: { type: TYPE_NAMES[type] },
    parameterValue: value === null ? {} : { value: parameterText(type, value) },
  };
}

/** The part of a request that jobs.insert and jobs.query share. A dry run has no limit: it is to tell the number. */
export function queryOf({ sql, parameters = [] }: Statement, maximumBytesBilled?: number) {
  return {
    query: sql,
    useLegacySql: false,
    ...(maximumBytesBilled === undefined ? {} : { maximumBytesBilled: String(maximumBytesBilled) }),
    ...(parameters.length === 0 ? {} : { parameterMode: 'NAMED', queryParameters: parameters.map(queryParameter) }),
  };
}

function parameterText(type: SqlType, value: string | number | boolean): string {
  if (type === 'timestamp') return new Date(String(value)).toISOString().replace('T', ' ').replace('Z', '+00:00');
  return String(value);
}
