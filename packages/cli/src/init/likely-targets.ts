/** What somebody may want to predict: GA4's recommended events that are worth something, the most valuable first. */
const CONVERSIONS = [
  'purchase',
  'in_app_purchase',
  'ecommerce_purchase',
  'app_store_subscription_convert',
  'subscribe',
  'close_convert_lead',
  'qualify_lead',
  'generate_lead',
  'form_submit',
  'sign_up',
  'start_trial',
  'begin_checkout',
  'add_payment_info',
  'add_shipping_info',
  'add_to_cart',
  'add_to_wishlist',
  'view_cart',
  'view_item',
];

/** Sent by Analytics by itself, or by merely being there: a model of them says who comes back. */
const AUTOMATIC: ReadonlySet<string> = new Set([
  'page_view',
  'screen_view',
  'session_start',
  'first_visit',
  'first_open',
  'user_engagement',
  'scroll',
  'click',
  'app_update',
  'app_remove',
  'app_exception',
  'os_update',
  'ad_impression',
  'notification_receive',
  'notification_dismiss',
]);

/** Events in the order in which they are offered: known conversions, then others from the rarest user to the commonest, then what is sent automatically. */
export function mostLikelyTargets<E extends { readonly name: string; readonly users: number }>(
  events: readonly E[],
): E[] {
  const place = ({ name }: E) => {
    const known = CONVERSIONS.indexOf(name);
    if (known >= 0) return known;
    return AUTOMATIC.has(name) ? CONVERSIONS.length + 1 : CONVERSIONS.length;
  };
  return events
    .filter(({ users }) => users > 0)
    .sort((a, b) => place(a) - place(b) || a.users - b.users || (a.name < b.name ? -1 : 1));
}

/** Positives a week below which a training has too few to learn from, with the snapshots that a short export allows. */
const ENOUGH = 10;

/** The event that is proposed: the first conversion with positives enough, else the one that has the most. */
export function proposedTarget(
  events: readonly { readonly name: string; readonly users: number; readonly positives: number | null }[],
): string | undefined {
  const known = events.filter(({ name }) => CONVERSIONS.includes(name));
  const enough = known.find(({ positives, users }) => (positives ?? users) >= ENOUGH);
  return (enough ?? [...known].sort((a, b) => (b.positives ?? 0) - (a.positives ?? 0))[0])?.name;
}
