import type { Shopper } from '../model/shopper.js';

/** A day on which a shopper comes. */
export interface Visit {
  readonly shopper: Shopper;
  /** Day index from the first day of the export. */
  readonly day: number;
  /** Microseconds since the epoch at which the day begins. */
  readonly dayStartMicros: number;
  /** False for a visitor without consent: no user id, no session id. */
  readonly identified: boolean;
  readonly firstVisit: boolean;
  readonly purchases: boolean;
  /** Sessions before this visit. */
  readonly sessionsBefore: number;
  /** Names the purchase, if there is one. */
  readonly transactionNumber: number;
}
