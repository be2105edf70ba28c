import type { SiteKind } from '../site-kind.js';
import { CATALOGUE } from './catalogue-items.js';
import { SHOP_DYNAMICS } from './shop-parameters.js';
import { shopParams } from './shop-params.js';
import { drawShopper } from './shop-people.js';
import { SHOP_PLACES, SHOP_SOURCES } from './shop-traits.js';
import { SHOP_UA_HITS } from './shop-ua-hits.js';
import { SHOP_PAGES, simulateShopVisit } from './shop-visit.js';

const EVENT_NAMES = [
  'session_start',
  'first_visit',
  'page_view',
  'view_item_list',
  'select_item',
  'view_item',
  'view_search_results',
  'add_to_cart',
  'begin_checkout',
  'purchase',
  'scroll',
  'user_engagement',
  'login',
];

/** The shop: items, carts, purchases. */
export const SHOP_KIND: SiteKind = {
  name: 'shop',
  site: 'https://shop.example',
  target: 'purchase',
  dynamics: SHOP_DYNAMICS,
  places: SHOP_PLACES,
  sources: SHOP_SOURCES,
  eventNames: EVENT_NAMES,
  pages: SHOP_PAGES.map((name, place) => ({ name, path: `/${name}`, title: `Shop ${name}`, landing: place < 2 })),
  details: [],
  catalogue: CATALOGUE,
  pathSql: `CASE WHEN p.path = '/product' AND e.basket_first >= 0 THEN '/product/' || e.basket_first ELSE p.path END`,
  params: shopParams,
  uaHits: SHOP_UA_HITS,
  signsIn: true,
  drawPerson: drawShopper,
  simulateVisit: simulateShopVisit,
};
