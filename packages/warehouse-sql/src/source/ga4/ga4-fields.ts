import { exactSumOfElements } from '../../arithmetic/exact-sum-of-elements.js';
import type { Dialect, SqlType } from '../../dialect/dialect.js';
import { queryRelation, type Relation } from '../../dialect/relation.js';
import type { CustomColumn, EVENT_COLUMNS, EventColumn } from '../event-columns.js';
import { batchPlaceSql, eventContentSql } from '../identity/event-identity-sql.js';
import type { RawSchema } from '../raw-schema.js';
import { finite, numberText, rawFloat, rawInteger, rawText } from '../raw-values.js';
import { GA4_ROLES } from './ga4-roles.js';

const [PAGE_VIEW] = GA4_ROLES.pageView.events;
const [PURCHASE] = GA4_ROLES.purchase.events;
/** What Analytics writes for an unknown value. */
const NOT_SET = '(not set)';

/**
 * Reads GA4's nested fields over one shape of raw rows. Values change type between days and between events (string, int,
 * float, double, numbers written as text in JSON), so every field is cast, and one that the rows lack is a typed NULL.
 *
 * The statement has two levels: the inner one picks what is needed from the raw row under names of its own
 * (`rawSelectList`), the outer one turns those into columns. Ask for the columns first.
 */
export class Ga4Fields {
  readonly #dialect: Dialect;
  readonly #schema: RawSchema;
  /** Expression over the raw row → its name in the inner select. */
  readonly #picked = new Map<string, string>();
  /** The keys of the parameters that were asked for. */
  readonly #params = new Set<string>();

  constructor(dialect: Dialect, schema: RawSchema) {
    this.#dialect = dialect;
    this.#schema = schema;
    this.#picked.set(this.scalar('event_timestamp', 'integer'), 'event_micros');
    this.#picked.set(this.#text('user_pseudo_id'), 'user_id');
    this.#picked.set(this.scalar('event_name', 'string'), 'event_name');
  }

  /** What the inner select has to provide for the columns asked for so far. */
  rawSelectList(): string[] {
    return [...this.#picked].map(([sql, name]) => `${sql} AS ${this.#dialect.identifier(name)}`);
  }

  /** The raw rows of users and moments in `only`, a relation of `user_id` and `event_micros`. */
  rowsOf(from: Relation, only: Relation): Relation {
    const micros = this.scalar('event_timestamp', 'integer');
    // Otherwise DuckDB would compute the columns of all rows first.
    const materialized = this.#dialect.name === 'duckdb' ? 'MATERIALIZED ' : '';
    return queryRelation(`WITH picked AS ${materialized}(
  SELECT * FROM ${from} AS raw_rows
  WHERE EXISTS (SELECT 1 FROM ${only} AS picks WHERE picks.user_id = ${this.#text('user_pseudo_id')} AND picks.event_micros = ${micros})
) SELECT * FROM picked`);
  }

  /** What tells events of one user, moment and name apart, over the inner select: see `EventsOptions.identity`. */
  identity(of: 'place' | 'content'): string {
    const place = batchPlaceSql(this.#dialect, this.#schema);
    return this.#pick(of === 'place' ? place : `COALESCE(${place}, ${eventContentSql(this.#dialect, this.#schema)})`);
  }

  /** What the inner select reads from instead of the raw rows. */
  rawRows(from: Relation): Relation {
    if (this.#params.size === 0) return from;
    return this.#dialect.seekKeys(from, this.#path('event_params'), 'key', [...this.#params]);
  }

  /** A field of the raw row, as the type; a typed NULL where there is no such field. */
  scalar(path: string, type: 'string' | 'integer' | 'float'): string {
    const known = this.#schema.get(path);
    return known === undefined ? this.#null(type) : READ[type](this.#dialect, this.#path(path), known);
  }

  /** The flat column's expression over the inner select. */
  eventColumn(column: EventColumn): string {
    switch (column) {
      case 'user_id':
      case 'event_micros':
      case 'event_name':
      case 'local_micros':
        return column;
      case 'session_id':
        return this.#paramText('ga_session_id');
      case 'session_number':
        return this.#paramInteger('ga_session_number');
      case 'session_engaged':
        return `CASE ${this.#paramText('session_engaged')} WHEN '1' THEN 1 WHEN 'true' THEN 1 WHEN '0' THEN 0 WHEN 'false' THEN 0 END`;
      case 'engagement_msec':
        return this.#paramInteger('engagement_time_msec');
      case 'page': {
        const withoutQuery = this.#dialect.textBefore(this.#paramText('page_location', PAGE_VIEW), '?');
        return `NULLIF(${this.#dialect.textBefore(withoutQuery, '#')}, '')`;
      }
      case 'transaction_id':
        return this.#known(
          `COALESCE(${this.#known(this.#pick(this.#ofEvent(PURCHASE, this.#text('ecommerce.transaction_id'))))}, ${this.#paramText('transaction_id', PURCHASE)})`,
        );
      case 'purchase_revenue':
        return `COALESCE(${this.#pick(this.scalar('ecommerce.purchase_revenue_in_usd', 'float'))}, ${this.#pick(
          this.scalar('ecommerce.purchase_revenue', 'float'),
        )}, ${this.#paramFloat('value', PURCHASE)})`;
      case 'item_id':
        return `COALESCE(${this.#known(this.#pick(this.#firstItemText('item_id')))}, ${this.#known(
          this.#pick(this.#firstItemText('item_name')),
        )})`;
      case 'item_value': {
        const values = this.#itemValues();
        return values === null ? this.#null('float') : exactSumOfElements(this.#dialect, this.#pick(values));
      }
      case 'first_touch_micros':
        return this.#pick(this.scalar('user_first_touch_timestamp', 'integer'));
      default:
        return this.#pick(this.#text(ATTRIBUTE_PATHS[column]));
    }
  }

  /** The expression of a custom column over the inner select. */
  customColumn(column: CustomColumn): string {
    if ('sql' in column) {
      const value = this.#pick(this.#dialect.cast(`(${column.sql}\n)`, column.type));
      return column.type === 'float' ? finite(value) : value;
    }
    const { param, event } = column;
    return column.type === 'float' ? this.#paramFloat(param, event) : this.#paramText(param, event);
  }

  /** An expression over the raw row for events of that name alone: for others it is NULL and not evaluated. */
  #ofEvent(event: string, rawSql: string): string {
    return `CASE WHEN ${this.scalar('event_name', 'string')} = ${this.#dialect.string(event)} THEN ${rawSql} END`;
  }

  /** Names an expression over the raw row in the inner select, once. */
  #pick(rawSql: string): string {
    let name = this.#picked.get(rawSql);
    if (name === undefined) {
      name = `raw_${this.#picked.size}`;
      this.#picked.set(rawSql, name);
    }
    return name;
  }

  #path(path: string): string {
    return path
      .split('.')
      .map((part) => this.#dialect.identifier(part))
      .join('.');
  }

  #null(type: SqlType): string {
    return `CAST(NULL AS ${this.#dialect.typeNames[type]})`;
  }

  #text(path: string): string {
    return `NULLIF(${this.scalar(path, 'string')}, '')`;
  }

  #known(sql: string): string {
    return `NULLIF(NULLIF(${sql}, ${this.#dialect.string(NOT_SET)}), '')`;
  }

  #firstItemText(field: string): string {
    const known = this.#schema.get(`items.${field}`);
    if (known === undefined) return this.#null('string');
    return rawText(this.#dialect, this.#dialect.firstElement(this.#path('items'), field), known);
  }

  /** Price × quantity of every item that has a price, as a list; null where the rows have no prices. */
  #itemValues(): string | null {
    const fieldOf = (item: string, field: string) => {
      const known = this.#schema.get(`items.${field}`);
      return known === undefined ? [] : [rawFloat(this.#dialect, `${item}.${this.#dialect.identifier(field)}`, known)];
    };
    const pricesOf = (item: string) => ['price_in_usd', 'price'].flatMap((field) => fieldOf(item, field));
    if (pricesOf('').length === 0) return null;
    return this.#dialect.mapElements(this.#path('items'), (item) => {
      const price = `COALESCE(${[...pricesOf(item), this.#null('float')].join(', ')})`;
      const quantity = `COALESCE(${[...fieldOf(item, 'quantity'), '1e0'].join(', ')})`;
      return `${price} * ${quantity}`;
    });
  }

  /**
   * The parameter's value over the inner select, for all events or those of one name: the first of these fields that
   * the rows have and that is not NULL.
   */
  #paramValue(
    key: string,
    type: 'string' | 'integer' | 'float',
    fields: readonly ParamField[],
    event?: string,
  ): string {
    const known = fields.flatMap((field) => {
      const typeName = this.#schema.get(`event_params.value.${field}`);
      return typeName === undefined ? [] : [{ field, typeName }];
    });
    if (known.length === 0 || !this.#schema.has('event_params.key')) return this.#null(type);
    const place = [...this.#params.add(key)].indexOf(key);
    const element = this.#dialect.elementByKey(this.#path('event_params'), 'key', key, place, 'value');
    if (event === undefined) return this.#firstKnown(this.#pick(element), type, known);
    return this.#pick(this.#ofEvent(event, this.#firstKnown(element, type, known)));
  }

  /** The first field of a parameter's value that is not NULL. Most events lack most parameters: nothing is converted for those. */
  #firstKnown(value: string, type: 'string' | 'integer' | 'float', fields: readonly KnownField[]): string {
    const values = fields.map(({ field, typeName }) => {
      const sql = `${value}.${this.#dialect.identifier(field)}`;
      return type === 'string' ? this.#paramFieldText(sql, field, typeName) : READ[type](this.#dialect, sql, typeName);
    });
    return `CASE WHEN ${value} IS NOT NULL THEN COALESCE(${[...values, this.#null(type)].join(', ')}) END`;
  }

  /** Numbers are read as numbers first: a JSON file holds them as text, and 12.0 there is the 12 of other days. */
  #paramFieldText(sql: string, field: ParamField, known: string): string {
    switch (field) {
      case 'string_value':
        return `NULLIF(${rawText(this.#dialect, sql, known)}, '')`;
      case 'int_value':
        return this.#dialect.cast(rawInteger(this.#dialect, sql, known), 'string');
      default:
        return numberText(this.#dialect, rawFloat(this.#dialect, sql, known));
    }
  }

  #paramText(key: string, event?: string): string {
    return this.#paramValue(key, 'string', ['string_value', 'int_value', 'double_value', 'float_value'], event);
  }

  #paramInteger(key: string): string {
    return this.#paramValue(key, 'integer', ['int_value', 'double_value', 'float_value', 'string_value']);
  }

  #paramFloat(key: string, event?: string): string {
    return this.#paramValue(key, 'float', ['double_value', 'float_value', 'int_value', 'string_value'], event);
  }
}

type ParamField = 'string_value' | 'int_value' | 'double_value' | 'float_value';

interface KnownField {
  readonly field: ParamField;
  readonly typeName: string;
}

const READ = { string: rawText, integer: rawInteger, float: rawFloat } as const;

/** The paths of a visitor's attributes in the raw row. */
const ATTRIBUTE_PATHS = {
  device_category: 'device.category',
  operating_system: 'device.operating_system',
  browser: 'device.web_info.browser',
  device_brand: 'device.mobile_brand_name',
  language: 'device.language',
  country: 'geo.country',
  region: 'geo.region',
  first_source: 'traffic_source.source',
  first_medium: 'traffic_source.medium',
  first_campaign: 'traffic_source.name',
} as const satisfies Partial<Record<keyof typeof EVENT_COLUMNS, string>>;
