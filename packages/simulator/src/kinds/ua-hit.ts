/** How an event of a site reaches Universal Analytics. */
export interface UaHit {
  readonly event: string;
  readonly type: 'PAGE' | 'EVENT';
  /** `eCommerceAction.action_type`: 0 none, 1 click, 2 detail, 3 add, 5 check-out, 6 purchase. */
  readonly action: '0' | '1' | '2' | '3' | '5' | '6';
  /** `eventInfo` of an EVENT. */
  readonly eventCategory?: string;
  readonly eventAction?: string;
  readonly eventLabel?: string;
}
