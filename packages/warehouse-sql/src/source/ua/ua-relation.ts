import type { Dialect } from '../../dialect/dialect.js';
import { queryRelation, type Relation } from '../../dialect/relation.js';
import type { RelationOptions, StoredRows } from '../event-export.js';
import { momentKind, momentSql } from '../moment/moment-sql.js';
import type { RawRelation } from '../raw-relation.js';
import type { RawSchema } from '../raw-schema.js';
import { rawInteger } from '../raw-values.js';
import { conformedRows } from '../shape/conformed-rows.js';
import { type DataType, fieldAt, fieldNamed, type StructType, type TypedField } from '../shape/data-type.js';
import { type RawRows, rawSchemaOf } from '../shape/readable-rows.js';
import { quotedName } from '../shape/type-text.js';
import { absentField, unreadableField } from '../shape/unreadable-field.js';
import { userIdSql } from '../user-id/user-id-sql.js';
import { customDimensionSql } from './ua-dimensions.js';
import { hitEventNames, isTrue, pathSql } from './ua-hit-events.js';
import type { UaRules } from './ua-rules.js';
import { hitsOf, uaRefusal } from './ua-shape.js';
import { uaFieldsRead } from './ua-subjects.js';

/** The column of the moment at which a session began, as messages name it. */
export const SESSION_MOMENT = 'visitStartTime';

/** The columns that a row of an event has beside the session's. */
const ADDED = ['event_name', 'event_micros', 'user_id', 'device_id', 'person_id', 'items', 'hit_place'];

/** The name, in lower case, of the column of moments, where it holds numbers, whose unit has to be found out. */
export function uaNumericMoments({ row }: RawRows): string[] {
  const type = fieldNamed(row, SESSION_MOMENT)?.type;
  return type?.kind === 'scalar' && momentKind(type.name) === 'number' ? [SESSION_MOMENT.toLowerCase()] : [];
}

/**
 * A row per event, of rows of sessions of one shape: the session's columns, with `hits` the one hit that the event is of; `event_name`,
 * `event_micros`, `user_id` (the person's, else the browser's), `device_id`, `person_id`; `items`, the products that the event is about.
 * A session without hits is one row, whose `hits` is NULL.
 * @throws PropensityError `unreadable_field` for a field that is missing, or whose type or nesting cannot be read
 */
export function uaRelation(dialect: Dialect, rows: StoredRows, options: RelationOptions, rules: UaRules): RawRelation {
  const refused = uaRefusal(rows.row);
  if (refused !== null) throw unreadableField(refused, rows.where);
  const schema = rawSchemaOf(rows.row);
  const absent = uaFieldsRead(rules, schema).find((path) => !schema.has(path));
  if (absent !== undefined) throw unreadableField(absentField(absent, schema), rows.where);

  const kept = rows.row.fields.filter(({ name }) => ![...ADDED, 'hits'].includes(name.toLowerCase()));
  const hit = hitsOf(rows.row)!.element;
  const product = fieldAt(hit, ['product']);
  const products = product?.kind === 'list' && product.element.kind === 'struct' ? product : null;
  const text: DataType = { kind: 'scalar', name: dialect.typeNames.string };
  const row: StructType = {
    kind: 'struct',
    fields: [
      ...kept,
      { name: 'hits', type: hit },
      { name: 'event_name', type: text },
      { name: 'event_micros', type: { kind: 'scalar', name: dialect.typeNames.integer } },
      ...['user_id', 'device_id', 'person_id'].map((name): TypedField => ({ name, type: text })),
      ...(products === null ? [] : [{ name: 'items', type: products }]),
    ],
  };
  const names = kept.map(({ name }) => quotedName(dialect, name));
  const hits = hitRows(dialect, rows.from, names);
  const person = personSql(dialect, rows, rules);
  const device = idSql(dialect, rows, 'fullVisitorId');
  const events = queryRelation(`SELECT *, ${microsSql(dialect, rows, schema)} AS event_micros,
    ${device} AS device_id, ${person} AS person_id, COALESCE(${person}, ${device}) AS user_id
  FROM ${namedRows(dialect, hits, hitEventNames({ dialect, schema, isFirst: 'hit_place = 0' }))} AS named_hits`);
  const from =
    products === null
      ? events
      : queryRelation(`SELECT *, ${itemsSql(dialect, products)} AS items FROM ${events} AS events`);
  const read: RawRows = { from, row };
  const conformed = options.columns === undefined ? read : conformedRows(dialect, read, options.columns);
  return { ...conformed, schema: rawSchemaOf(conformed.row) };
}

/** A row per hit, numbered from 0 in its session; one row without a hit where there is none. */
function hitRows(dialect: Dialect, from: Relation, names: readonly string[]): Relation {
  const kept = (of: string) => names.map((name) => `${of}${name}, `).join('');
  if (dialect.name === 'duckdb') {
    return queryRelation(
      `SELECT ${kept('')}unnest(CASE WHEN len(hits) > 0 THEN hits ELSE [NULL] END) AS hits, unnest(range(GREATEST(COALESCE(len(hits), 0), 1))) AS hit_place FROM ${from} AS sessions`,
    );
  }
  return queryRelation(
    `SELECT ${kept('sessions.')}hit AS hits, COALESCE(hit_offset, 0) AS hit_place FROM ${from} AS sessions LEFT JOIN UNNEST(sessions.hits) AS hit WITH OFFSET AS hit_offset`,
  );
}

/** A row per name that is not NULL. */
function namedRows(dialect: Dialect, from: Relation, names: readonly string[]): Relation {
  const list = `[${names.join(',\n    ')}]`;
  return dialect.name === 'duckdb'
    ? queryRelation(
        `SELECT *, unnest(list_filter(${list}, lambda n: n IS NOT NULL)) AS event_name FROM ${from} AS hit_rows`,
      )
    : queryRelation(
        `SELECT hit_rows.*, event_name FROM ${from} AS hit_rows CROSS JOIN UNNEST(${list}) AS event_name WHERE event_name IS NOT NULL`,
      );
}

/** Microseconds since the epoch: the hit's own time counts from the start of the session. */
function microsSql(dialect: Dialect, { row, units }: StoredRows, schema: RawSchema): string {
  const column = SESSION_MOMENT.toLowerCase();
  const unit = units?.get(column);
  const start = momentSql(dialect, {
    field: SESSION_MOMENT,
    exportedAs: 'seconds',
    sql: quotedName(dialect, fieldNamed(row, SESSION_MOMENT)!.name),
    typeName: schema.get(column)!,
    ...(unit === undefined ? {} : { unit }),
  });
  const time = rawInteger(dialect, pathSql(dialect, 'hits.time'), schema.get('hits.time')!);
  return `${start} + COALESCE(${time}, 0) * 1000`;
}

function personSql(dialect: Dialect, rows: StoredRows, { person }: UaRules): string {
  if (person === null) return dialect.cast('NULL', 'string');
  if (person.in === 'userId') return idSql(dialect, rows, 'userId');
  return customDimensionSql(dialect, rawSchemaOf(rows.row), person.in.customDimension);
}

function idSql(dialect: Dialect, { row }: StoredRows, column: string): string {
  const stored = fieldNamed(row, column)!;
  return userIdSql(dialect, {
    field: column,
    sql: quotedName(dialect, stored.name),
    typeName: stored.type.kind === 'scalar' ? stored.type.name : '',
  });
}

/** Products that were only shown in a list are those of `view_item_list`, and of no other event of the hit. */
function itemsSql(dialect: Dialect, { element }: { readonly element: DataType }): string {
  const list = pathSql(dialect, 'hits.product');
  const flag = element.kind === 'struct' ? fieldNamed(element, 'isImpression')?.type : undefined;
  if (flag?.kind !== 'scalar') return list;
  const isShown = isTrue(dialect, `p.${dialect.identifier('isImpression')}`, flag.name);
  const belongs = `${isShown} = (event_name = 'view_item_list')`;
  return dialect.name === 'duckdb'
    ? `list_filter(${list}, lambda p: ${belongs})`
    : `ARRAY(SELECT p FROM UNNEST(${list}) AS p WITH OFFSET AS place WHERE ${belongs} ORDER BY place)`;
}
