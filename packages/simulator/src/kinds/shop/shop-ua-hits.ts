import type { UaHit } from '../ua-hit.js';

const commerce = (event: string, action: UaHit['action'], eventAction: string): UaHit => ({
  event,
  type: 'EVENT',
  action,
  eventCategory: 'Enhanced Ecommerce',
  eventAction,
});

/** The shop's hits. The rest of its events (sessions that start, scrolling, engagement) are GA4's alone. */
export const SHOP_UA_HITS: readonly UaHit[] = [
  { event: 'page_view', type: 'PAGE', action: '0' },
  { event: 'view_search_results', type: 'PAGE', action: '0' },
  { event: 'view_item', type: 'PAGE', action: '2' },
  { event: 'begin_checkout', type: 'PAGE', action: '5' },
  { event: 'purchase', type: 'PAGE', action: '6' },
  commerce('view_item_list', '0', 'Product Impression'),
  commerce('select_item', '1', 'Product Click'),
  commerce('add_to_cart', '3', 'Add to Cart'),
  { event: 'login', type: 'EVENT', action: '0', eventCategory: 'Account', eventAction: 'Login', eventLabel: 'form' },
];
