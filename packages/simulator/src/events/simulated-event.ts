import type { Device, Person } from '../model/person.js';
import type { SourceTrait } from '../model/traits.js';

/** How a purchase names its transaction: an id as text or as a number, GA4's `(not set)`, or nothing. */
export type TransactionId = { readonly id: number; readonly as: 'text' | 'number' } | '(not set)' | null;

/** What a purchase carries beyond its items. */
export interface PurchaseDetails {
  readonly transaction: TransactionId;
  /** True for the second row of a purchase that a reload sent again. */
  readonly sentAgain: boolean;
  /** True when the `value` parameter arrives as an int, false when as a double. */
  readonly valueAsInteger: boolean;
}

/** Consecutive catalogue items from `first` on (wrapping around), `quantity` pieces of the first, one of each other. */
export interface Basket {
  readonly first: number;
  readonly count: number;
  readonly quantity: number;
}

/** Parameters of an event beyond those that all events have; a site has a list of them, and its events point into it. */
export interface EventDetail {
  /** Text, or a whole number, by the parameter's key. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** The session an event belongs to; all null-like for a visitor without consent. */
export interface SimulatedSession {
  /** Seconds since the epoch, as GA4 numbers sessions; null without consent. */
  readonly id: number | null;
  readonly number: number | null;
  /** False on the 2 % of sessions whose rows lack `user_first_touch_timestamp`. */
  readonly hasFirstTouch: boolean;
  /** What brought them this time; null for a session that came by itself, of which GA4 names no source. */
  readonly source: SourceTrait | null;
}

/** One event as the site knows it, before it is dressed up as a row of an export. */
export interface SimulatedEvent {
  /** One of the event names of the kind of site. */
  readonly name: string;
  /** Day index from the first day of the export. */
  readonly day: number;
  /** Microseconds since the epoch, UTC; a safe integer. */
  readonly timestampMicros: number;
  /** Null for a visitor without consent. */
  readonly userPseudoId: string | null;
  readonly person: Person;
  readonly device: Device;
  /** True for what follows a login in its session. */
  readonly signedIn: boolean;
  readonly session: SimulatedSession;
  /** The name of one of the pages of the kind of site. */
  readonly page: string;
  /** Milliseconds; null where GA4 sends none. */
  readonly engagementTimeMsec: number | null;
  readonly sessionEngagedAsInteger: boolean;
  readonly basket: Basket | null;
  readonly purchase: PurchaseDetails | null;
  /** One of the details of the kind of site, by identity. */
  readonly detail: EventDetail | null;
}
