/**
 * What an event can mean in a visit. Grains and features are written against roles; a source says which of its events play
 * them.
 */
export type Role = 'sessionStart' | 'pageView' | 'itemView' | 'search' | 'cartAddition' | 'checkout' | 'purchase';

/** How a source fills a role. */
export interface RolePlayer {
  /** The event names that play it, at least one. */
  readonly events: readonly string[];
  /** What stands for it in the names of features: `page_view` in `page_view_7d`. They are public. */
  readonly name: string;
  /** One of them, for people: "page view". */
  readonly one: string;
  /** Several, beginning a sentence: "Page views". */
  readonly many: string;
}

/** The roles that a source has events for. */
export type Roles = Readonly<Partial<Record<Role, RolePlayer>>>;

/** The event names that play any of the roles. */
export function eventsOf(roles: Roles, ...wanted: readonly Role[]): string[] {
  return wanted.flatMap((role) => roles[role]?.events ?? []);
}
