import type { Device, Person } from '../model/person.js';

/** A day on which a person comes. */
export interface Visit {
  readonly person: Person;
  readonly device: Device;
  /** Day index from the first day of the export. */
  readonly day: number;
  /** Microseconds since the epoch at which the day begins. */
  readonly dayStartMicros: number;
  /** False for a visitor without consent: no user id, no session id. */
  readonly identified: boolean;
  /** The device is seen for the first time. */
  readonly firstVisit: boolean;
  /** When in the day it begins, microseconds; null where that is drawn. */
  readonly startMicros: number | null;
  readonly converts: boolean;
  /** One of the visits that count towards the threshold; every visit that converts is. */
  readonly deep: boolean;
  /** They have converted on an earlier day. */
  readonly convertedBefore: boolean;
  /** They sign in on the way, before they convert. */
  readonly signsIn: boolean;
  /** Sessions of the device before this visit. */
  readonly sessionsBefore: number;
  /** Names the purchase, if there is one. */
  readonly transactionNumber: number;
}
