import { PropensityError } from '@propensity/core';
import { type Condition, type ConditionSubject, subjectOf } from '@propensity/core/question';
import type { RawSchema } from '../raw-schema.js';
import { type DeclaredFields, type DeclaredType, isRecord, isRepeated } from '../shape/declared-columns.js';
import { absentField, unreadableField } from '../shape/unreadable-field.js';
import { UA_EVENT_COLUMNS } from './ua-columns.js';
import type { DimensionList } from './ua-dimensions.js';
import type { UaRules } from './ua-rules.js';

/** What a name of the configuration stands for in a row of an event. */
export type UaSubject =
  /** A field, by its path in lower case. */
  | { readonly kind: 'field'; readonly path: string }
  /** A custom dimension, looked for in these lists. */
  | { readonly kind: 'dimension'; readonly index: number; readonly lists: readonly DimensionList[] }
  /** A custom metric of the hit. */
  | { readonly kind: 'metric'; readonly index: number }
  /** The address of the page. */
  | { readonly kind: 'address' }
  /** What a purchase or a refund is worth, else the value of an event. */
  | { readonly kind: 'value' }
  /** A field of a product of the event, by its name in lower case. */
  | { readonly kind: 'item'; readonly field: string };

/** Names that GA4 has for what Universal Analytics measures too, so that one question can be asked of both. */
const GA4_PARAMS: Readonly<Record<string, UaSubject>> = {
  page_location: { kind: 'address' },
  value: { kind: 'value' },
  ...fields({
    page_title: 'hits.page.pagetitle',
    page_path: 'hits.page.pagepath',
    page_referrer: 'hits.referer',
    search_term: 'hits.page.searchkeyword',
    transaction_id: 'hits.transaction.transactionid',
    transactionid: 'hits.transaction.transactionid',
    currency: 'hits.transaction.currencycode',
    currencycode: 'hits.transaction.currencycode',
    coupon: 'hits.transaction.transactioncoupon',
    event_category: 'hits.eventinfo.eventcategory',
    event_action: 'hits.eventinfo.eventaction',
    event_label: 'hits.eventinfo.eventlabel',
    content_group: 'hits.contentgroup.contentgroup1',
    firebase_screen: 'hits.appinfo.screenname',
    source: 'trafficsource.source',
    medium: 'trafficsource.medium',
    campaign: 'trafficsource.campaign',
    term: 'trafficsource.keyword',
    content: 'trafficsource.adcontent',
    ga_session_id: 'visitid',
    ga_session_number: 'visitnumber',
  }),
};

const GA4_ITEM_FIELDS: Readonly<Record<string, string>> = {
  item_id: 'productsku',
  item_name: 'v2productname',
  item_category: 'v2productcategory',
  item_brand: 'productbrand',
  item_variant: 'productvariant',
  item_list_name: 'productlistname',
  coupon: 'productcouponcode',
  price: 'productprice',
  quantity: 'productquantity',
};

const BOTH: readonly DimensionList[] = ['hits.customdimensions', 'customdimensions'];

/**
 * What a condition or a column of the configuration looks at.
 * @param schema the fields of the rows
 * @throws PropensityError `unreadable_field` for a name that neither Google nor the rows know, or that several fields have
 */
export function uaSubject({ kind, name }: ConditionSubject, schema: RawSchema): UaSubject {
  const lower = name.toLowerCase();
  if (kind === 'item') return itemSubject(name, schema);
  const custom = customSubject(lower);
  if (custom !== null) return custom;
  if (kind === 'param') {
    const known = Object.hasOwn(GA4_PARAMS, lower) ? GA4_PARAMS[lower] : undefined;
    if (known !== undefined) return known;
  }
  const paths = pathsOf(schema);
  const exact = [lower, `hits.${lower}`].find((path) => paths.has(path));
  if (exact !== undefined) return { kind: 'field', path: exact };
  if (kind === 'field') throw unknown(name, paths);
  const ending = [...paths].filter((path) => path.split('.').at(-1) === lower);
  const ofHits = ending.filter((path) => path.startsWith('hits.'));
  const [only, ...others] = ofHits.length > 0 ? ofHits : ending;
  if (only === undefined) throw unknown(name, paths);
  if (others.length === 0) return { kind: 'field', path: only };
  throw new PropensityError('unreadable_field', `"${name}" may be ${[only, ...others].join(' or ')}.`, {
    kind: 'usage',
    hint: 'Write which as "field", with dots.',
    details: { field: name },
  });
}

/** The paths, in lower case, that stored rows of sessions need to have for these rules. */
export function uaFieldsRead({ person, where }: UaRules, schema: RawSchema): string[] {
  const whose: UaSubject[] =
    person === null
      ? []
      : [
          person.in === 'userId'
            ? { kind: 'field', path: 'userid' }
            : { kind: 'dimension', index: person.in.customDimension, lists: BOTH },
        ];
  const conditions = where.map((condition: Condition) => uaSubject(subjectOf(condition), schema));
  return [...new Set([...whose, ...conditions].flatMap((subject) => pathsRead(subject, schema)))];
}

function pathsRead(subject: UaSubject, schema: RawSchema): string[] {
  switch (subject.kind) {
    case 'field':
      return subject.path === 'event_name' ? [] : [subject.path];
    case 'dimension':
      return subject.lists.some((list) => schema.has(`${list}.index`)) ? [] : [`${subject.lists.at(-1)!}.index`];
    case 'metric':
      return ['hits.custommetrics.index'];
    case 'address':
      return ['hits.page.pagepath'];
    case 'value':
      return [];
    case 'item':
      return [`hits.product.${subject.field}`];
  }
}

/** `customDimension3`: of the hit, else of the session. `hits.customDimensions.3` and `customDimensions.3`: of one of them alone. */
function customSubject(name: string): UaSubject | null {
  const [, hit, list, ofList, ofEither] =
    /^(hits\.)?custom(dimension|metric)(?:s\.([1-9]\d{0,2})|([1-9]\d{0,2}))$/.exec(name) ?? [];
  if (list === undefined) return null;
  const index = Number(ofList ?? ofEither);
  if (list === 'metric') return { kind: 'metric', index };
  if (ofEither !== undefined && hit === undefined) return { kind: 'dimension', index, lists: BOTH };
  return { kind: 'dimension', index, lists: [hit === undefined ? 'customdimensions' : 'hits.customdimensions'] };
}

function itemSubject(name: string, schema: RawSchema): UaSubject {
  const lower = name.toLowerCase();
  const field = Object.hasOwn(GA4_ITEM_FIELDS, lower) ? GA4_ITEM_FIELDS[lower]! : lower;
  const declared = Object.keys(UA_EVENT_COLUMNS.items[0]).map((key) => key.toLowerCase());
  const stored = [...schema.keys()].flatMap((path) => /^(?:hits\.product|items)\.([^.]+)$/.exec(path)?.[1] ?? []);
  const all = new Map([...declared, ...stored].map((known) => [known, '']));
  if (!all.has(field)) throw unknown(name, all);
  return { kind: 'item', field };
}

/** The paths of single values in a row of an event, as Google declares them and as the rows have them. */
function pathsOf(schema: RawSchema): Set<string> {
  const { single, repeated } = DECLARED_PATHS;
  const stored = [...schema.keys()].filter((path) => !repeated.some((list) => path.startsWith(`${list}.`)));
  return new Set([...single, ...stored]);
}

const DECLARED_PATHS = declaredPaths('', UA_EVENT_COLUMNS);

function declaredPaths(prefix: string, declared: DeclaredFields): { single: string[]; repeated: string[] } {
  const found = { single: [] as string[], repeated: [] as string[] };
  for (const [name, type] of Object.entries<DeclaredType>(declared)) {
    const path = `${prefix}${name.toLowerCase()}`;
    if (isRepeated(type)) found.repeated.push(path);
    else if (isRecord(type)) {
      const inner = declaredPaths(`${path}.`, type);
      found.single.push(...inner.single);
      found.repeated.push(...inner.repeated);
    } else found.single.push(path);
  }
  return found;
}

function fields(paths: Readonly<Record<string, string>>): Record<string, UaSubject> {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, { kind: 'field', path }]));
}

function unknown(name: string, known: Pick<RawSchema, 'keys'> | Set<string>): PropensityError {
  return unreadableField(absentField(name, known), 'the Universal Analytics export');
}
