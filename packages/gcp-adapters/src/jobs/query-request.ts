import { googlesqlDialect, type SqlParameter, type SqlType } from '@propensity/warehouse-sql';
import type { Statement } from './statement.js';

/** A parameter as the REST API takes it. A null is a typed NULL; every value travels as text. */
export function queryParameter(name: string, { type, value }: SqlParameter): object {
  return {
    name,
    parameterType: { type: googlesqlDialect.typeNames[type] },
    parameterValue: value === null ? {} : { value: parameterText(type, value) },
  };
}

/** The part of a request that jobs.insert and jobs.query share. A dry run has no limit: it is to report the number. */
export function queryOf({ sql, params = {} }: Pick<Statement, 'sql' | 'params'>, maximumBytesBilled?: number) {
  const parameters = Object.entries(params).map(([name, parameter]) => queryParameter(name, parameter));
  return {
    query: sql,
    useLegacySql: false,
    ...(maximumBytesBilled === undefined ? {} : { maximumBytesBilled: String(maximumBytesBilled) }),
    ...(parameters.length === 0 ? {} : { parameterMode: 'NAMED', queryParameters: parameters }),
  };
}

function parameterText(type: SqlType, value: string | number | boolean): string {
  if (type === 'timestamp') return new Date(String(value)).toISOString().replace('T', ' ').replace('Z', '+00:00');
  return String(value);
}
