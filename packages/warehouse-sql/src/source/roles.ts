/**
 * What an event can mean in a visit. Grains and features are written against roles; a source says which of its events play
 * them.
 */
export type Role =
  | 'sessionStart'
  | 'pageView'
  | 'itemView'
  | 'search'
  | 'cartAddition'
  | 'checkout'
  | 'purchase'
  | 'refund';

/** How a source fills a role. */
export interface RolePlayer {
  /** The event names that play it, at least one. */
  readonly events: readonly string[];
  /** Its part of the names of features, which are public: `page_view` in `page_view_7d`. */
  readonly name: string;
  /** One such event, in words: "page view". */
  readonly one: string;
  /** Several, in words that begin a sentence: "Page views". */
  readonly many: string;
}

/** The roles that a source has events for. */
export type Roles = Readonly<Partial<Record<Role, RolePlayer>>>;

/** The event names that play any of the roles. */
export function eventsOf(roles: Roles, ...keys: readonly Role[]): string[] {
  return keys.flatMap((role) => roles[role]?.events ?? []);
}
