import type { DescribedColumn } from '../duckdb-schema.js';
import { DECLARED_COLUMNS } from '../shape/declared-columns.js';
import { jsonColumnsOf, jsonFormsOf } from '../shape/json-columns.js';

/** GA4's export columns as JSON files hold them. */
export const GA4_JSON_COLUMNS: readonly DescribedColumn[] = jsonColumnsOf(DECLARED_COLUMNS, ['user_pseudo_id']);

/** For each nested column, SQL that is true for a JSON value in the form of `GA4_JSON_COLUMNS`. */
export const GA4_JSON_FORMS: ReadonlyMap<string, string> = jsonFormsOf(DECLARED_COLUMNS);
