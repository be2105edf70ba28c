import {
  asksForNone,
  type Condition,
  type ConditionSubject,
  type EventRule,
  subjectOf,
} from '@propensity/core/question';
import { exactSumOfElements } from '../../arithmetic/exact-sum-of-elements.js';
import { millionths } from '../../arithmetic/millionths.js';
import type { Dialect, SqlType } from '../../dialect/dialect.js';
import { queryRelation, type Relation } from '../../dialect/relation.js';
import { type ConditionSql, testsSql, turned } from '../condition/condition-sql.js';
import type { CustomColumn, EVENT_COLUMNS, EventColumn } from '../event-columns.js';
import { batchPlaceSql, eventContentSql } from '../identity/event-identity-sql.js';
import { rawAmount } from '../money/amount-sql.js';
import { isSummedSql, moneySql } from '../money/money-sql.js';
import type { RawSchema } from '../raw-schema.js';
import { finite, numberText, rawFloat, rawInteger, rawText } from '../raw-values.js';
import { GA4_ROLES } from './ga4-roles.js';
import { DEVICE_ID, GA4_DEFAULTS, type Ga4Person, type Ga4Rules } from './ga4-rules.js';
import { visitOrigin } from './visit-origin.js';

const [PAGE_VIEW] = GA4_ROLES.pageView.events;
const [PURCHASE] = GA4_ROLES.purchase.events;
const [REFUND] = GA4_ROLES.refund.events;
/** An app's page view. */
const SCREEN_VIEW = 'screen_view';
/** Longer paths are cut: what follows is seldom shared by many users. */
const PAGE_PATH_LENGTH = 100;
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
  readonly #summed: string | null;
  readonly #person: Ga4Person | null;
  /** Expression over the raw row → its name in the inner select. */
  readonly #picked = new Map<string, string>();
  /** The keys of the parameters that were asked for. */
  readonly #params = new Set<string>();

  constructor(dialect: Dialect, schema: RawSchema, { currency, person }: Ga4Rules = GA4_DEFAULTS) {
    this.#dialect = dialect;
    this.#schema = schema;
    this.#summed = currency;
    this.#person = person;
    this.#picked.set(this.scalar('event_timestamp', 'integer'), 'event_micros');
    this.#picked.set(this.#userId(), 'user_id');
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
  WHERE EXISTS (SELECT 1 FROM ${only} AS picks WHERE picks.user_id = ${this.#userId()} AND picks.event_micros = ${micros})
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
      case 'page':
        return this.#page();
      case 'page_path':
        return `SUBSTR(COALESCE(${this.#dialect.pathOf(this.#page())}, ${this.#screen()}), 1, ${PAGE_PATH_LENGTH})`;
      case 'content_group':
        return this.#known(this.#paramText('content_group', PAGE_VIEW));
      case 'session_source':
      case 'session_medium': {
        const field = column === 'session_source' ? 'source' : 'medium';
        const found = visitOrigin(field, (path) => (this.#schema.has(path) ? this.#known(this.#text(path)) : null));
        return `COALESCE(${[...found.map((sql) => this.#pick(sql)), this.#known(this.#paramText(field))].join(', ')})`;
      }
      case 'transaction_id':
        return this.#known(
          `COALESCE(${this.#known(this.#pick(this.#ofEvents([PURCHASE, REFUND], this.#text('ecommerce.transaction_id'))))}, ${this.#paramText('transaction_id', PURCHASE, REFUND)})`,
        );
      case 'purchase_revenue':
        return `CASE WHEN ${this.#dialect.isOneOf('event_name', [PURCHASE])} THEN ${this.#money()} END`;
      case 'refund_amount':
        return `CASE WHEN ${this.#dialect.isOneOf('event_name', [REFUND])} THEN ${this.#money()} END`;
      case 'local_millionths':
        return millionths(this.#dialect, this.#localAmount());
      case 'currency':
        return `UPPER(TRIM(${this.#currencyOfMoney()}))`;
      case 'item_id':
        return `COALESCE(${this.#known(this.#pick(this.#firstItemText('item_id')))}, ${this.#known(
          this.#pick(this.#firstItemText('item_name')),
        )})`;
      case 'item_category':
        return this.#known(this.#pick(this.#firstItemText('item_category')));
      case 'item_price':
        return this.#pick(this.#firstItemPrice());
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

  /** A condition of the configuration over the inner select; never NULL. */
  condition(condition: Condition): string {
    const subject = subjectOf(condition);
    const holds =
      subject.kind === 'item'
        ? this.#itemCondition(subject.name, condition)
        : testsSql(this.#dialect, this.#valueOf(subject), condition);
    return turned(holds, condition);
  }

  /** The expression of a custom column over the inner select. */
  customColumn(column: CustomColumn): string {
    if ('rules' in column)
      return `CASE WHEN ${column.rules.map((rule) => this.#rule(rule)).join(' OR ')} THEN 1 ELSE 0 END`;
    if ('condition' in column) return `CASE WHEN ${this.condition(column.condition)} THEN 1 ELSE 0 END`;
    if ('identity' in column) return this.#identity(column.identity);
    if ('sql' in column) {
      const value = this.#pick(this.#dialect.cast(`(${column.sql}\n)`, column.type));
      return column.type === 'float' ? finite(value) : value;
    }
    if ('userProperty' in column) return this.#pick(this.#userProperty(column.userProperty, column.type));
    const { param, event } = column;
    const events = event === undefined ? [] : [event];
    return column.type === 'float' ? this.#paramFloat(param, ...events) : this.#paramText(param, ...events);
  }

  #rule({ events, where }: EventRule): string {
    const all = [this.#dialect.isOneOf('event_name', events), ...where.map((condition) => this.condition(condition))];
    return `(${all.join(' AND ')})`;
  }

  #valueOf({ kind, name }: ConditionSubject): ConditionSql {
    switch (kind) {
      case 'param':
        return { text: this.#paramText(name), number: () => this.#paramFloat(name) };
      case 'userProperty':
        return {
          text: this.#pick(this.#userProperty(name, 'string')),
          number: () => this.#pick(this.#userProperty(name, 'float')),
        };
      default:
        return {
          text: this.#pick(this.#text(name.toLowerCase())),
          number: () => this.#pick(this.scalar(name.toLowerCase(), 'float')),
        };
    }
  }

  /** Whether one item meets the condition; where it only asks that there be no value, whether none has one. */
  #itemCondition(field: string, condition: Condition): string {
    const known = this.#schema.get(`items.${field.toLowerCase()}`);
    const none = asksForNone(condition);
    if (known === undefined) return none ? 'TRUE' : 'FALSE';
    const tests: Condition = none ? { exists: true } : condition;
    const any = this.#dialect.anyElement(this.#path('items'), (item) => {
      const sql = `${item}.${this.#dialect.identifier(field)}`;
      const value = {
        text: `NULLIF(${rawText(this.#dialect, sql, known)}, '')`,
        number: () => rawFloat(this.#dialect, sql, known),
      };
      return testsSql(this.#dialect, value, tests);
    });
    return this.#pick(none ? `NOT ${any}` : any);
  }

  /** The person's id where the event has one, else the device's, over the raw row. */
  #userId(): string {
    const device = this.#text(DEVICE_ID);
    return this.#person === null ? device : `COALESCE(${this.#personId()}, ${device})`;
  }

  #personId(): string {
    const { kind, name } = this.#person!.subject;
    switch (kind) {
      case 'param':
        return this.#keyedText('event_params', name);
      case 'userProperty':
        return this.#userProperty(name, 'string');
      default:
        return this.#text(name.toLowerCase());
    }
  }

  #identity(of: 'device' | 'person'): string {
    if (of === 'device') return this.#pick(this.#text(DEVICE_ID));
    return `CASE WHEN ${this.#pick(this.#personId())} IS NOT NULL THEN 1 ELSE 0 END`;
  }

  #userProperty(key: string, type: 'string' | 'float'): string {
    return this.#keyedValue('user_properties', key, type);
  }

  #keyedText(list: 'event_params' | 'user_properties', key: string): string {
    return this.#keyedValue(list, key, 'string');
  }

  /** A value of a list of keys and values over the raw row, found without `seekKeys`. */
  #keyedValue(list: 'event_params' | 'user_properties', key: string, type: 'string' | 'float'): string {
    if (!this.#schema.has(`${list}.key`)) return this.#null(type);
    const known = this.#knownFields(type === 'string' ? TEXT_FIELDS : NUMBER_FIELDS, list);
    if (known.length === 0) return this.#null(type);
    return this.#firstKnown(this.#dialect.valueOfKey(this.#path(list), 'key', key, 'value'), type, known);
  }

  /** An expression over the raw row for events of these names alone: for others it is NULL and not evaluated. */
  #ofEvents(events: readonly string[], rawSql: string): string {
    return `CASE WHEN ${this.#isOf(events)} THEN ${rawSql} END`;
  }

  #isOf(events: readonly string[]): string {
    return this.#dialect.isOneOf(this.scalar('event_name', 'string'), events);
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

  /** Address of the page of a page view, without query and fragment. */
  #page(): string {
    const withoutQuery = this.#dialect.textBefore(this.#paramText('page_location', PAGE_VIEW), '?');
    return `NULLIF(${this.#dialect.textBefore(withoutQuery, '#')}, '')`;
  }

  /** The screen of an app. */
  #screen(): string {
    const [name, kind] = ['firebase_screen', 'firebase_screen_class'].map((key) =>
      this.#known(this.#paramText(key, SCREEN_VIEW)),
    );
    return `${name}, ${kind}`;
  }

  #firstItemPrice(): string {
    const priceOf = (field: string) => {
      const known = this.#schema.get(`items.${field}`);
      const sql = this.#dialect.firstElement(this.#path('items'), field);
      return known === undefined ? [] : [finite(rawAmount(this.#dialect, sql, known))];
    };
    const inUsd = this.#summed === null ? priceOf('price_in_usd') : [];
    const local = priceOf('price').map(
      (price) => `CASE WHEN ${price} IS NOT NULL AND ${this.#isSummed()} THEN ${price} END`,
    );
    return `COALESCE(${[...inUsd, ...local, this.#null('float')].join(', ')})`;
  }

  /** Over the raw row: whether its amounts are in the currency that is added up. */
  #isSummed(): string {
    const currency = this.#rawParam('currency', 'string', TEXT_FIELDS) ?? this.#null('string');
    return isSummedSql(this.#dialect, currency, this.#summed);
  }

  #firstItemText(field: string): string {
    const known = this.#schema.get(`items.${field}`);
    if (known === undefined) return this.#null('string');
    return rawText(this.#dialect, this.#dialect.firstElement(this.#path('items'), field), known);
  }

  /*
   * Amounts are read in the inner select, of purchases and refunds alone, and each once: `amountSql` is long. Refunds are
   * written with either sign, and with 0 where no amount was given.
   */

  /** What a purchase or refund is worth in the currency that is summed, over the inner select. */
  #money(): string {
    const inUsd = this.#ofMoneyEvents(this.#amountAt((path) => `${path}_in_usd`));
    const money = { inUsd: sized(inUsd), local: this.#localAmount(), currency: this.#currencyOfMoney() };
    return moneySql(this.#dialect, money, this.#summed);
  }

  /** The same in its own currency. */
  #localAmount(): string {
    const value = this.#rawParam('value', 'amount', NUMBER_FIELDS) ?? this.#null('float');
    return sized(this.#ofMoneyEvents(`COALESCE(${this.#amountAt((path) => path)}, ${value})`));
  }

  #currencyOfMoney(): string {
    return this.#known(this.#paramText('currency', PURCHASE, REFUND));
  }

  #ofMoneyEvents(rawSql: string): string {
    return this.#pick(this.#ofEvents([PURCHASE, REFUND], rawSql));
  }

  /** The amount of a purchase or refund of the raw row, as it is written. */
  #amountAt(pathOf: (path: string) => string): string {
    const [paid, refunded] = [PURCHASE_AMOUNT, REFUND_AMOUNT].map((path) => this.#amount(pathOf(path)));
    return `CASE WHEN ${this.#isOf([REFUND])} THEN NULLIF(${refunded}, 0) ELSE ${paid} END`;
  }

  #amount(path: string): string {
    const known = this.#schema.get(path);
    return known === undefined ? this.#null('float') : rawAmount(this.#dialect, this.#path(path), known);
  }

  /** Price × quantity of every item whose price is known in the currency that is summed, as a list; null where the rows have no prices. */
  #itemValues(): string | null {
    const fieldOf = (item: string, field: string) => {
      const known = this.#schema.get(`items.${field}`);
      const sql = `${item}.${this.#dialect.identifier(field)}`;
      if (known === undefined) return [];
      if (field === 'quantity') return [rawFloat(this.#dialect, sql, known)];
      return [finite(rawAmount(this.#dialect, sql, known))];
    };
    const valuesOf = (...prices: readonly string[]) =>
      this.#dialect.mapElements(this.#path('items'), (item) => {
        const price = `COALESCE(${[...prices.flatMap((field) => fieldOf(item, field)), this.#null('float')].join(', ')})`;
        const quantity = `COALESCE(${[...fieldOf(item, 'quantity'), '1e0'].join(', ')})`;
        return `${price} * ${quantity}`;
      });
    const inUsd = this.#summed === null && this.#schema.has('items.price_in_usd') ? ['price_in_usd'] : [];
    if (!this.#schema.has('items.price')) return inUsd.length === 0 ? null : valuesOf(...inUsd);
    const others = inUsd.length === 0 ? '' : ` ELSE ${valuesOf(...inUsd)}`;
    return `CASE WHEN ${this.#dialect.hasElements(this.#path('items'))} THEN CASE WHEN ${this.#isSummed()} THEN ${valuesOf(...inUsd, 'price')}${others} END END`;
  }

  /**
   * The parameter's value over the inner select, for all events or those of some names: the first of these fields that
   * the rows have and that is not NULL.
   */
  #paramValue(
    key: string,
    type: 'string' | 'integer' | 'float',
    fields: readonly ParamField[],
    events: readonly string[],
  ): string {
    const value = this.#paramElement(key);
    const known = this.#knownFields(fields);
    if (value === null || known.length === 0) return this.#null(type);
    if (events.length === 0) return this.#firstKnown(this.#pick(value), type, known);
    return this.#pick(this.#ofEvents(events, this.#firstKnown(value, type, known)));
  }

  /** The same over the raw row; null where the rows have no such field. */
  #rawParam(key: string, type: ParamType, fields: readonly ParamField[]): string | null {
    const value = this.#paramElement(key);
    const known = this.#knownFields(fields);
    return value === null || known.length === 0 ? null : this.#firstKnown(value, type, known);
  }

  /** The parameter's value, a record, over the raw row; null where the rows have no parameters. */
  #paramElement(key: string): string | null {
    if (!this.#schema.has('event_params.key')) return null;
    const place = [...this.#params.add(key)].indexOf(key);
    return this.#dialect.elementByKey(this.#path('event_params'), 'key', key, place, 'value');
  }

  #knownFields(fields: readonly ParamField[], list = 'event_params'): KnownField[] {
    return fields.flatMap((field) => {
      const typeName = this.#schema.get(`${list}.value.${field}`);
      return typeName === undefined ? [] : [{ field, typeName }];
    });
  }

  /** The first field of a parameter's value that is not NULL. Most events lack most parameters: nothing is converted for those. */
  #firstKnown(value: string, type: ParamType, fields: readonly KnownField[]): string {
    const values = fields.map(({ field, typeName }) => {
      const sql = `${value}.${this.#dialect.identifier(field)}`;
      return type === 'string' ? this.#paramFieldText(sql, field, typeName) : READ[type](this.#dialect, sql, typeName);
    });
    const none = this.#null(type === 'amount' ? 'float' : type);
    return `CASE WHEN ${value} IS NOT NULL THEN COALESCE(${[...values, none].join(', ')}) END`;
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

  #paramText(key: string, ...events: readonly string[]): string {
    return this.#paramValue(key, 'string', TEXT_FIELDS, events);
  }

  #paramInteger(key: string): string {
    return this.#paramValue(key, 'integer', ['int_value', 'double_value', 'float_value', 'string_value'], []);
  }

  #paramFloat(key: string, ...events: readonly string[]): string {
    return this.#paramValue(key, 'float', NUMBER_FIELDS, events);
  }
}

type ParamField = 'string_value' | 'int_value' | 'double_value' | 'float_value';

/** As what a parameter is read; an amount may be text with a decimal comma. */
type ParamType = keyof typeof READ;

const TEXT_FIELDS: readonly ParamField[] = ['string_value', 'int_value', 'double_value', 'float_value'];
const NUMBER_FIELDS: readonly ParamField[] = ['double_value', 'float_value', 'int_value', 'string_value'];

interface KnownField {
  readonly field: ParamField;
  readonly typeName: string;
}

const READ = { string: rawText, integer: rawInteger, float: rawFloat, amount: rawAmount } as const;

/** Where the amounts of purchases and refunds are in the raw row; those in US dollars end in `_in_usd`. */
const PURCHASE_AMOUNT = 'ecommerce.purchase_revenue';
const REFUND_AMOUNT = 'ecommerce.refund_value';

/** A finite amount over the inner select: of a refund its size, NULL for none. */
function sized(amount: string): string {
  return finite(`CASE WHEN event_name = '${REFUND}' THEN NULLIF(ABS(${amount}), 0) ELSE ${amount} END`);
}

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
