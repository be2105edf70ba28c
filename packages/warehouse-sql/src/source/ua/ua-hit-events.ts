import type { Dialect } from '../../dialect/dialect.js';
import type { RawSchema } from '../raw-schema.js';
import { rawInteger, rawText } from '../raw-values.js';

/** What `eCommerceAction.action_type` says that a hit did. A check-out is one event for its first step, another for further ones. */
const ACTIONS = {
  '1': 'select_item',
  '2': 'view_item',
  '3': 'add_to_cart',
  '4': 'remove_from_cart',
  '6': 'purchase',
  '7': 'refund',
  '8': 'checkout_option',
} as const;

const CHECKOUT = '5';

/** Names that hits have for what they are; an EVENT hit whose action has such a name is called by its category too. */
const OF_HITS = [
  ...['session_start', 'page_view', 'screen_view', 'view_search_results', 'exception', 'social', 'begin_checkout'],
  ...['checkout_progress', 'view_item_list', 'view_promotion', 'select_promotion'],
  ...Object.values(ACTIONS),
];

/** Where to look for what a hit is. */
export interface HitPlace {
  readonly dialect: Dialect;
  /** The fields of the session's row, `hits` among them. */
  readonly schema: RawSchema;
  /** SQL: true for the first hit of its session. */
  readonly isFirst: string;
}

/**
 * SQL of the names of the events that a hit is, each text or NULL, over a row whose `hits` is one hit. A hit may be several: a page
 * that a purchase was confirmed on is a `page_view` and a `purchase`, an event that came with an e-commerce action is its own action and
 * that one; the first of a session begins it. An item hit of classic e-commerce is none: its transaction is a hit of its own.
 */
export function hitEventNames({ dialect, schema, isFirst }: HitPlace): string[] {
  const text = (path: string) => {
    const known = schema.get(path);
    return known === undefined
      ? dialect.cast('NULL', 'string')
      : `NULLIF(${rawText(dialect, pathSql(dialect, path), known)}, '')`;
  };
  const integer = (path: string) => {
    const known = schema.get(path);
    return known === undefined ? null : rawInteger(dialect, pathSql(dialect, path), known);
  };
  const flag = (path: string) => {
    const known = schema.get(path);
    return known === undefined ? 'FALSE' : isTrue(dialect, pathSql(dialect, path), known);
  };
  const when = (condition: string, name: string) => `CASE WHEN ${condition} THEN ${name} END`;
  const named = (name: string) => dialect.string(name);

  const type = text('hits.type');
  const action = text('hits.ecommerceaction.action_type');
  const step = integer('hits.ecommerceaction.step') ?? '1';
  // Other actions may name the transaction that they lead to or take back.
  const hasTransaction = `(NULLIF(${text('hits.transaction.transactionid')}, '(not set)') IS NOT NULL AND COALESCE(${type}, '') <> 'ITEM' AND COALESCE(${action}, '0') = '0')`;
  const actions = Object.entries(ACTIONS).map(([code, name]) => `WHEN ${action} = '${code}' THEN ${named(name)}`);
  const commerce = `CASE WHEN ${hasTransaction} THEN ${named(ACTIONS[6])} ${actions.join(' ')}
      WHEN ${action} = '${CHECKOUT}' THEN CASE WHEN ${step} > 1 THEN 'checkout_progress' ELSE 'begin_checkout' END END`;
  const eventAction = text('hits.eventinfo.eventaction');
  const category = text('hits.eventinfo.eventcategory');
  const eventName = `CASE WHEN ${dialect.isOneOf(eventAction, OF_HITS)} THEN COALESCE(${category} || ': ', 'event: ') || ${eventAction} ELSE COALESCE(${eventAction}, ${category}, CASE WHEN (${commerce}) IS NULL THEN 'event' END) END`;
  // Only hits with interaction make a session, as Analytics counts them.
  const visits = integer('totals.visits');
  const isVisit = visits === null ? 'TRUE' : `${visits} > 0`;
  const shown = schema.get('hits.product.isimpression');
  const impression =
    shown !== undefined
      ? dialect.anyElement(pathSql(dialect, 'hits.product'), (product) =>
          isTrue(dialect, `${product}.${dialect.identifier('isimpression')}`, shown),
        )
      : 'FALSE';
  return [
    when(`${isFirst} AND ${isVisit}`, named('session_start')),
    when(`${type} = 'PAGE'`, named('page_view')),
    when(`${type} IN ('APPVIEW', 'SCREENVIEW')`, named('screen_view')),
    when(`${type} = 'PAGE' AND ${text('hits.page.searchkeyword')} IS NOT NULL`, named('view_search_results')),
    when(impression, named('view_item_list')),
    when(flag('hits.promotionactioninfo.promoisview'), named('view_promotion')),
    when(flag('hits.promotionactioninfo.promoisclick'), named('select_promotion')),
    commerce,
    when(`${type} = 'EVENT'`, eventName),
    when(
      `${type} NOT IN ('PAGE', 'APPVIEW', 'SCREENVIEW', 'EVENT', 'TRANSACTION', 'ITEM') AND (${commerce}) IS NULL`,
      `LOWER(${type})`,
    ),
  ];
}

/** A path of the row as SQL. */
export function pathSql(dialect: Dialect, path: string): string {
  return path
    .split('.')
    .map((part) => dialect.identifier(part))
    .join('.');
}

/** Whether a flag of a field that the engine stores as the type `known` is set; never NULL. */
export function isTrue(dialect: Dialect, sql: string, known: string): string {
  if (known === dialect.typeNames.boolean) return `COALESCE(${sql}, FALSE)`;
  return `COALESCE(LOWER(${dialect.cast(sql, 'string')}) IN ('true', '1'), FALSE)`;
}
