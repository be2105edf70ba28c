import type { RandomStream } from '../model/random-stream.js';
import { TRAPS } from '../model/traps.js';
import type { Basket, EventDetail, PurchaseDetails, SimulatedEvent } from './simulated-event.js';
import type { Visit } from './visit.js';

interface EventDraft {
  readonly name: string;
  readonly page: string;
  /** Microseconds from the start of the day. */
  readonly micros: number;
  readonly session: number;
  readonly signedIn: boolean;
  readonly engagementTimeMsec: number | null;
  readonly sessionEngagedAsInteger: boolean;
  readonly basket: Basket | null;
  readonly purchase: PurchaseDetails | null;
  readonly detail: EventDetail | null;
}

/** What an event carries beyond its name and page. */
export interface EventExtra {
  readonly basket?: Basket;
  readonly purchase?: PurchaseDetails;
  readonly detail?: EventDetail;
  /** The event reports how long the user was busy before it. */
  readonly engaged?: boolean;
}

const SECOND = 1_000_000;
const LAST_MICROS = 86_399 * SECOND;
const INSTANT: ReadonlySet<string> = new Set(['session_start', 'first_visit']);

/** Keeps a visit's clock and sessions while its events are drawn. */
export class VisitRecorder {
  readonly #random: RandomStream;
  readonly #visit: Visit;
  readonly #directShare: number;
  readonly #drafts: EventDraft[] = [];
  readonly #sessionStarts: number[];
  #micros: number;
  #signedIn = false;

  /** @param directShare share of sessions that come by themselves, a device's very first excepted */
  constructor(random: RandomStream, visit: Visit, directShare = 0) {
    this.#random = random;
    this.#visit = visit;
    this.#directShare = directShare;
    this.#micros = visit.startMicros ?? Math.floor((7 + 16 * random.uniform()) * 3.6e9);
    this.#sessionStarts = [this.#micros];
  }

  /** Begins the next session, 35 to 125 minutes later: GA4 ends a session after 30 minutes of silence. */
  startSession(): void {
    this.#micros += Math.floor((35 + 90 * this.#random.uniform()) * 60 * SECOND);
    this.#sessionStarts.push(this.#micros);
    this.#signedIn = false;
  }

  /** Adds an event now and lets time pass. */
  record(name: string, page: string, extra: EventExtra = {}): void {
    // GA4 stamps session_start and first_visit with the time of the page view that caused them.
    const before = INSTANT.has(name) ? 0 : Math.floor((3 + 42 * this.#random.uniform()) * SECOND);
    this.#drafts.push({
      name,
      page,
      micros: this.#micros,
      session: this.#sessionStarts.length - 1,
      signedIn: this.#signedIn,
      engagementTimeMsec: extra.engaged ? Math.floor(before / 1500) : null,
      sessionEngagedAsInteger: name === 'first_visit' || this.#random.chance(TRAPS.integerSessionEngaged),
      basket: extra.basket ?? null,
      purchase: extra.purchase ?? null,
      detail: extra.detail ?? null,
    });
    this.#micros += before;
  }

  /** Adds a `login`; the events after it, up to the end of the session, are signed in. */
  signIn(page: string): void {
    this.record('login', page, { engaged: true });
    this.#signedIn = true;
  }

  /** The visit's events, moved earlier in the day where they would have run past midnight. */
  events(): SimulatedEvent[] {
    const { person, device, day, dayStartMicros, identified, sessionsBefore } = this.#visit;
    const shift = Math.min(0, LAST_MICROS - this.#micros);
    const sessions = this.#sessionStarts.map((start, index) => ({
      id: identified ? Math.floor((dayStartMicros + start + shift) / SECOND) : null,
      number: identified ? sessionsBefore + index + 1 : null,
      hasFirstTouch: identified && !this.#random.chance(TRAPS.sessionsWithoutFirstTouch),
      source: this.#cameDirectly(index) ? null : person.source,
    }));
    return this.#drafts.map(({ micros, session, ...draft }) => ({
      ...draft,
      day,
      timestampMicros: dayStartMicros + micros + shift,
      userPseudoId: identified ? device.userPseudoId : null,
      person,
      device,
      session: sessions[session]!,
    }));
  }

  #cameDirectly(session: number): boolean {
    if (this.#directShare === 0 || (this.#visit.firstVisit && session === 0)) return false;
    return this.#random.chance(this.#directShare);
  }
}
