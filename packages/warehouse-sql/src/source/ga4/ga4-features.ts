import { activityFeatures } from '../../features/activity-features.js';
import { attributeFeatures } from '../../features/attribute-features.js';
import type { FeatureDeclaration } from '../../features/feature.js';
import { funnelFeatures, type OtherEvent } from '../../features/funnel-features.js';
import { habitFeatures } from '../../features/habit-features.js';
import { recencyFeatures } from '../../features/recency-features.js';
import { rhythmFeatures } from '../../features/rhythm-features.js';
import { valueFeatures } from '../../features/value-features.js';
import { visitFeatures } from '../../features/visit-features.js';
import { GA4_ROLES } from './ga4-roles.js';

/** Events of GA4 that play no role but show interest. */
const OTHER_EVENTS: readonly OtherEvent[] = [
  ['scroll', 'Pages scrolled to the end'],
  ['select_item', 'Items chosen from a list'],
  ['view_item_list', 'Item lists viewed'],
  ['remove_from_cart', 'Removals from the cart'],
  ['add_to_wishlist', 'Additions to the wish list'],
  ['add_shipping_info', 'Shipping details given'],
  ['add_payment_info', 'Payment details given'],
  ['view_promotion', 'Promotions seen'],
  ['select_promotion', 'Promotions chosen'],
];

/** The default features of a GA4 export, in the order of their columns. */
export function ga4Features(lookbackDays: number): FeatureDeclaration[] {
  return [
    ...activityFeatures(lookbackDays, GA4_ROLES),
    ...funnelFeatures(lookbackDays, GA4_ROLES, OTHER_EVENTS),
    ...valueFeatures(lookbackDays, GA4_ROLES),
    ...recencyFeatures(lookbackDays, GA4_ROLES),
    ...habitFeatures(lookbackDays),
    ...attributeFeatures(lookbackDays),
    ...visitFeatures(lookbackDays),
    ...rhythmFeatures(lookbackDays),
  ];
}
