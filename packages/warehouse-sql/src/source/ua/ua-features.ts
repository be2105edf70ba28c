import { activityFeatures } from '../../features/activity-features.js';
import { attributeFeatures } from '../../features/attribute-features.js';
import type { FeatureDeclaration } from '../../features/feature.js';
import { funnelFeatures, type OtherEvent } from '../../features/funnel-features.js';
import { habitFeatures } from '../../features/habit-features.js';
import { recencyFeatures } from '../../features/recency-features.js';
import { rhythmFeatures } from '../../features/rhythm-features.js';
import { valueFeatures } from '../../features/value-features.js';
import { visitFeatures } from '../../features/visit-features.js';
import type { EventColumn } from '../event-columns.js';
import { UA_ROLES } from './ua-roles.js';

/** Events of hits that play no role but show interest. */
const OTHER_EVENTS: readonly OtherEvent[] = [
  ['screen_view', 'Screens viewed'],
  ['select_item', 'Items chosen from a list'],
  ['view_item_list', 'Item lists viewed'],
  ['remove_from_cart', 'Removals from the cart'],
  ['checkout_progress', 'Further steps of a checkout'],
  ['view_promotion', 'Promotions seen'],
  ['select_promotion', 'Promotions chosen'],
];

/** Universal Analytics measures no engagement. */
const UNKNOWN: EventColumn = 'engagement_msec';

/** The default features of a Universal Analytics export, in the order of their columns. */
export function uaFeatures(lookbackDays: number): FeatureDeclaration[] {
  return [
    ...activityFeatures(lookbackDays, UA_ROLES),
    ...funnelFeatures(lookbackDays, UA_ROLES, OTHER_EVENTS),
    ...valueFeatures(lookbackDays, UA_ROLES),
    ...recencyFeatures(lookbackDays, UA_ROLES),
    ...habitFeatures(lookbackDays),
    ...attributeFeatures(lookbackDays),
    ...visitFeatures(lookbackDays),
    ...rhythmFeatures(lookbackDays),
  ].filter(({ aggregate }) => !aggregate.declares.columns.includes(UNKNOWN));
}
