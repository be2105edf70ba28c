import {
  asksForNone,
  type Condition,
  type ConditionSubject,
  type EventRule,
  subjectOf,
} from '@propensity/core/question';
import { exactSumOfElements } from '../../arithmetic/exact-sum-of-elements.js';
import type { Dialect, SqlType } from '../../dialect/dialect.js';
import { type ConditionSql, testsSql, turned } from '../condition/condition-sql.js';
import type { CustomColumn, EventColumn } from '../event-columns.js';
import { hashed, joined, orEmpty } from '../identity/event-identity-sql.js';
import type { RawSchema } from '../raw-schema.js';
import { finite, numberText, rawFloat, rawInteger, rawText } from '../raw-values.js';
import { customDimensionSql, valueOfIndex } from './ua-dimensions.js';
import { pathSql } from './ua-hit-events.js';
import { AMOUNT_UNITS, isAmount } from './ua-money.js';
import { UA_ROLES } from './ua-roles.js';
import { type UaSubject, uaSubject } from './ua-subjects.js';

const [PAGE_VIEW] = UA_ROLES.pageView.events;
const [PURCHASE] = UA_ROLES.purchase.events;
const [REFUND] = UA_ROLES.refund.events;
/** Longer paths are cut: what follows is seldom shared by many users. */
const PAGE_PATH_LENGTH = 100;
/** What Analytics writes for an unknown value. */
const NOT_SET = '(not set)';

/** The column of the values of an event's items, which `UaFields` reads where `item_value` is asked for. */
export const ITEM_VALUES = 'item_values';

/**
 * Expressions over the rows of `uaRelation`, of one shape: the flat columns, and the conditions and columns of a configuration. A
 * field that the rows lack is a typed NULL.
 */
export class UaFields {
  readonly #dialect: Dialect;
  readonly #schema: RawSchema;

  constructor(dialect: Dialect, schema: RawSchema) {
    this.#dialect = dialect;
    this.#schema = schema;
  }

  /** The flat column's expression. */
  eventColumn(column: EventColumn): string {
    switch (column) {
      case 'user_id':
      case 'event_micros':
      case 'event_name':
      case 'local_micros':
        return column;
      case 'session_id':
        // Sessions of different browsers may have the same number.
        return `device_id || '.' || ${this.#text('visitid')}`;
      case 'session_number':
        return this.#integer('visitnumber');
      case 'session_engaged':
        return this.#sessionEngaged();
      case 'engagement_msec':
        return this.#null('integer');
      case 'page':
        return this.#of([PAGE_VIEW], this.#withoutQuery(this.#address()));
      case 'page_path': {
        const page = this.#of([PAGE_VIEW], this.#withoutQuery(this.#text('hits.page.pagepath')));
        const screen = this.#of(['screen_view'], this.#known('hits.appinfo.screenname'));
        return `SUBSTR(COALESCE(${page}, ${screen}), 1, ${PAGE_PATH_LENGTH})`;
      }
      case 'content_group':
        return this.#of([PAGE_VIEW], this.#known('hits.contentgroup.contentgroup1'));
      case 'session_source':
        return this.#known('trafficsource.source');
      case 'session_medium':
        return this.#known('trafficsource.medium');
      case 'transaction_id':
        return this.#of([PURCHASE, REFUND], this.#known('hits.transaction.transactionid'));
      case 'purchase_revenue':
        return this.#of([PURCHASE], this.#amount('hits.transaction.transactionrevenue'));
      case 'refund_amount':
        return this.#of([REFUND], `NULLIF(ABS(${this.#amount('hits.refund.refundamount')}), 0)`);
      case 'local_millionths':
        return `CASE event_name WHEN '${PURCHASE}' THEN ${this.#integer('hits.transaction.localtransactionrevenue')}
        WHEN '${REFUND}' THEN NULLIF(ABS(${this.#integer('hits.refund.localrefundamount')}), 0) END`;
      case 'currency':
        return `UPPER(TRIM(${this.#of([PURCHASE, REFUND], this.#known('hits.transaction.currencycode'))}))`;
      case 'item_id':
        return `COALESCE(${this.#firstItemText('productsku')}, ${this.#firstItemText('v2productname')})`;
      case 'item_category':
        return this.#firstItemText('v2productcategory');
      case 'item_price': {
        const known = this.#schema.get('items.productprice');
        if (known === undefined) return this.#null('float');
        return this.#inUnits(rawFloat(this.#dialect, this.#dialect.firstElement('items', 'productprice'), known));
      }
      case 'item_value':
        return this.itemValues() === null ? this.#null('float') : exactSumOfElements(this.#dialect, ITEM_VALUES);
      case 'first_touch_micros':
        return this.#ofFirstVisit(`event_micros - COALESCE(${this.#integer('hits.time')}, 0) * 1000`);
      case 'first_source':
      case 'first_medium':
      case 'first_campaign':
        return this.#ofFirstVisit(this.#text(`trafficsource.${column.replace('first_', '')}`));
      default:
        return this.#text(ATTRIBUTE_PATHS[column]);
    }
  }

  /** Price × quantity of every item whose price is known, as a list, for the column `ITEM_VALUES`; null where the rows have no prices. */
  itemValues(): string | null {
    const price = this.#schema.get('items.productprice');
    const quantity = this.#schema.get('items.productquantity');
    if (price === undefined) return null;
    return this.#dialect.mapElements('items', (item) => {
      const of = (field: string, known: string) =>
        rawFloat(this.#dialect, `${item}.${this.#dialect.identifier(field)}`, known);
      const count = quantity === undefined ? '1e0' : `COALESCE(${of('productquantity', quantity)}, 1e0)`;
      return `${this.#inUnits(of('productprice', price))} * ${count}`;
    });
  }

  /** What tells events of one user, moment and name apart: the number of the hit in its session. See `EventsOptions.identity`. */
  identity(of: 'place' | 'content'): string {
    const text = (path: string) => orEmpty(this.#text(path));
    const number = this.#integer('hits.hitnumber');
    const hash = (...texts: string[]) => hashed(this.#dialect, joined(this.#dialect, texts));
    const place = `CASE WHEN ${number} IS NOT NULL THEN ${hash(text('visitid'), orEmpty(this.#dialect.cast(number, 'string')))} END`;
    if (of === 'place') return place;
    const said = ['visitid', ...CONTENT].map(text);
    return `COALESCE(${place}, ${hash(...said)})`;
  }

  /** A condition of the configuration; never NULL. */
  condition(condition: Condition): string {
    const subject = uaSubject(subjectOf(condition), this.#schema);
    const holds =
      subject.kind === 'item'
        ? this.#itemCondition(subject.field, condition)
        : testsSql(this.#dialect, this.#valueOf(subject), condition);
    return turned(holds, condition);
  }

  /** The expression of a custom column. */
  customColumn(column: CustomColumn): string {
    if ('rules' in column)
      return `CASE WHEN ${column.rules.map((rule) => this.#rule(rule)).join(' OR ')} THEN 1 ELSE 0 END`;
    if ('condition' in column) return `CASE WHEN ${this.condition(column.condition)} THEN 1 ELSE 0 END`;
    if ('identity' in column)
      return column.identity === 'device' ? 'device_id' : 'CASE WHEN person_id IS NOT NULL THEN 1 ELSE 0 END';
    if ('sql' in column) {
      const value = this.#dialect.cast(`(${column.sql}\n)`, column.type);
      return column.type === 'float' ? finite(value) : value;
    }
    if ('userProperty' in column) return this.#value({ kind: 'userProperty', name: column.userProperty }, column.type);
    const value = this.#value({ kind: 'param', name: column.param }, column.type);
    return column.event === undefined ? value : this.#of([column.event], value);
  }

  #rule({ events, where }: EventRule): string {
    const all = [this.#dialect.isOneOf('event_name', events), ...where.map((condition) => this.condition(condition))];
    return `(${all.join(' AND ')})`;
  }

  #value(named: ConditionSubject, type: 'string' | 'float'): string {
    const value = this.#valueOf(uaSubject(named, this.#schema));
    return type === 'float' ? value.number() : value.text;
  }

  #valueOf(subject: Exclude<UaSubject, { readonly kind: 'item' }> | UaSubject): ConditionSql {
    switch (subject.kind) {
      case 'field':
        if (!isAmount(subject.path)) return this.#stored(pathSql(this.#dialect, subject.path), subject.path);
        return this.#numeric(this.#amount(subject.path));
      case 'dimension': {
        const text = customDimensionSql(this.#dialect, this.#schema, subject.index, subject.lists);
        return { text, number: () => rawFloat(this.#dialect, text, this.#dialect.typeNames.string) };
      }
      case 'metric': {
        const list = 'hits.custommetrics';
        const value = valueOfIndex(this.#dialect, this.#schema, list, subject.index);
        return value === null ? this.#nothing() : this.#stored(value, `${list}.value`);
      }
      case 'address': {
        const text = `NULLIF(${this.#address()}, '')`;
        return { text, number: () => this.#dialect.cast(text, 'float') };
      }
      case 'value': {
        const paid = `COALESCE(${this.#amount('hits.transaction.transactionrevenue')}, ${this.#amount('hits.refund.refundamount')}, ${this.#float('hits.eventinfo.eventvalue')})`;
        return this.#numeric(paid);
      }
      case 'item':
        return this.#nothing();
    }
  }

  #stored(sql: string, path: string): ConditionSql {
    const known = this.#schema.get(path);
    if (known === undefined) return this.#nothing();
    return {
      text: `NULLIF(${rawText(this.#dialect, sql, known)}, '')`,
      number: () => rawFloat(this.#dialect, sql, known),
    };
  }

  #numeric(number: string): ConditionSql {
    return { text: numberText(this.#dialect, number), number: () => number };
  }

  #nothing(): ConditionSql {
    return { text: this.#null('string'), number: () => this.#null('float') };
  }

  /** Whether one item meets the condition; where it only asks that there be no value, whether none has one. */
  #itemCondition(field: string, condition: Condition): string {
    const path = `items.${field}`;
    const none = asksForNone(condition);
    if (!this.#schema.has(path)) return none ? 'TRUE' : 'FALSE';
    const any = this.#dialect.anyElement('items', (item) => {
      const stored = this.#stored(`${item}.${this.#dialect.identifier(field)}`, path);
      const value = isAmount(path) ? this.#numeric(this.#inUnits(stored.number())) : stored;
      return testsSql(this.#dialect, value, none ? { exists: true } : condition);
    });
    return none ? `NOT ${any}` : any;
  }

  #sessionEngaged(): string {
    if (!this.#schema.has('totals.bounces')) return this.#null('integer');
    const visits = this.#schema.has('totals.visits') ? `${this.#integer('totals.visits')} > 0` : 'TRUE';
    return `CASE WHEN ${visits} THEN CASE WHEN ${this.#integer('totals.bounces')} > 0 THEN 0 ELSE 1 END END`;
  }

  #address(): string {
    const host = this.#text('hits.page.hostname');
    return `COALESCE('https://' || ${host}, '') || ${this.#text('hits.page.pagepath')}`;
  }

  #withoutQuery(address: string): string {
    const { textBefore } = this.#dialect;
    return `NULLIF(${textBefore(textBefore(address, '?'), '#')}, '')`;
  }

  #of(events: readonly string[], sql: string): string {
    return `CASE WHEN ${this.#dialect.isOneOf('event_name', events)} THEN ${sql} END`;
  }

  #ofFirstVisit(sql: string): string {
    return `CASE WHEN ${this.#integer('visitnumber')} = 1 THEN ${sql} END`;
  }

  #firstItemText(field: string): string {
    const known = this.#schema.get(`items.${field}`);
    if (known === undefined) return this.#null('string');
    const text = rawText(this.#dialect, this.#dialect.firstElement('items', field), known);
    return `NULLIF(NULLIF(${text}, ${this.#dialect.string(NOT_SET)}), '')`;
  }

  /** An amount in units of its currency. */
  #amount(path: string): string {
    return this.#inUnits(this.#float(path));
  }

  #inUnits(millionths: string): string {
    return `${millionths} / ${AMOUNT_UNITS}`;
  }

  #null(type: SqlType): string {
    return `CAST(NULL AS ${this.#dialect.typeNames[type]})`;
  }

  #text(path: string): string {
    const known = this.#schema.get(path);
    return known === undefined
      ? this.#null('string')
      : `NULLIF(${rawText(this.#dialect, pathSql(this.#dialect, path), known)}, '')`;
  }

  #known(path: string): string {
    return `NULLIF(${this.#text(path)}, ${this.#dialect.string(NOT_SET)})`;
  }

  #integer(path: string): string {
    const known = this.#schema.get(path);
    return known === undefined ? this.#null('integer') : rawInteger(this.#dialect, pathSql(this.#dialect, path), known);
  }

  #float(path: string): string {
    const known = this.#schema.get(path);
    return known === undefined ? this.#null('float') : rawFloat(this.#dialect, pathSql(this.#dialect, path), known);
  }
}

/** What tells hits of one moment apart where they have no numbers. */
const CONTENT = [
  ...['hits.type', 'hits.page.pagepath', 'hits.eventinfo.eventcategory', 'hits.eventinfo.eventaction'],
  ...['hits.eventinfo.eventlabel', 'hits.transaction.transactionid', 'hits.appinfo.screenname'],
];

/** The paths of a visitor's attributes. */
const ATTRIBUTE_PATHS = {
  device_category: 'device.devicecategory',
  operating_system: 'device.operatingsystem',
  browser: 'device.browser',
  device_brand: 'device.mobiledevicebranding',
  language: 'device.language',
  country: 'geonetwork.country',
  region: 'geonetwork.region',
} as const satisfies Partial<Record<EventColumn, string>>;
