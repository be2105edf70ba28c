import type { EventDetail, SimulatedEvent } from '../events/simulated-event.js';
import type { Visit } from '../events/visit.js';
import type { ParamSql } from '../export/param-sql.js';
import type { Dynamics } from '../model/dynamics.js';
import type { Person } from '../model/person.js';
import type { RandomStream } from '../model/random-stream.js';
import type { PlaceTrait, SourceTrait } from '../model/traits.js';
import type { KindName } from './kind-names.js';
import type { UaHit } from './ua-hit.js';

/** A page of a site. */
export interface SitePage {
  readonly name: string;
  /** From the host on, with its slash. */
  readonly path: string;
  readonly title: string;
  /** Visits begin here at times: its rows have no referrer. */
  readonly landing: boolean;
}

/** An item of a catalogue; price in USD. */
export interface CatalogueItem {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
}

/**
 * A kind of site: who comes, how likely they convert, and what a visit looks like in the export. Nothing outside its
 * room knows its events, and the days, the truth and the files are made alike for all kinds.
 */
export interface SiteKind {
  readonly name: KindName;
  /** Scheme and host of its pages. */
  readonly site: string;
  /** The event that the truth is about: a visit that converts sends it, and no other visit does. */
  readonly target: string;
  readonly dynamics: Dynamics;
  readonly places: readonly PlaceTrait[];
  readonly sources: readonly SourceTrait[];
  /** Every event name it sends. */
  readonly eventNames: readonly string[];
  readonly pages: readonly SitePage[];
  readonly details: readonly EventDetail[];
  /** Empty for a site that sells no items. */
  readonly catalogue: readonly CatalogueItem[];
  /** SQL of the path of a row's page, where it is not the page's own. */
  readonly pathSql?: string;
  /** SQL of further parameters, each null where an event has it not, see {@link ParamSql}. */
  readonly params?: (sql: ParamSql) => readonly string[];
  /** What its events are in Universal Analytics; without them it cannot be written as such. */
  readonly uaHits?: readonly UaHit[];
  /** Its visits know how to sign in. */
  readonly signsIn: boolean;
  /** Draws one of its people; `days` is the length of the export. */
  drawPerson(random: RandomStream, index: number, days: number): Person;
  /** Draws the events of a visit (1 or 2 sessions), in order of time, all of them within the visit's day. */
  simulateVisit(random: RandomStream, visit: Visit): SimulatedEvent[];
}
