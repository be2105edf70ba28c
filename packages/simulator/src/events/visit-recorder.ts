import type { Basket } from '../model/catalogue-items.js';
import type { RandomStream } from '../model/random-stream.js';
import { TRAPS } from '../model/shop-parameters.js';
import type { EventName, Page, PurchaseDetails, SimulatedEvent } from './simulated-event.js';
import type { Visit } from './visit.js';

interface EventDraft {
  readonly name: EventName;
  readonly page: Page;
  /** Microseconds from the start of the day. */
  readonly micros: number;
  readonly session: number;
  readonly engagementTimeMsec: number | null;
  readonly sessionEngagedAsInteger: boolean;
  readonly basket: Basket | null;
  readonly purchase: PurchaseDetails | null;
}

const SECOND = 1_000_000;
const LAST_MICROS = 86_399 * SECOND;
const INSTANT: ReadonlySet<EventName> = new Set<EventName>(['session_start', 'first_visit']);

/** Keeps a visit's clock and sessions while its events are drawn. */
export class VisitRecorder {
  readonly #random: RandomStream;
  readonly #visit: Visit;
  readonly #drafts: EventDraft[] = [];
  readonly #sessionStarts: number[];
  #micros: number;

  constructor(random: RandomStream, visit: Visit) {
    this.#random = random;
    this.#visit = visit;
    this.#micros = visit.firstVisit ? visit.shopper.arrivalMicros : Math.floor((7 + 16 * random.uniform()) * 3.6e9);
    this.#sessionStarts = [this.#micros];
  }

  /** Begins the next session, 35 to 125 minutes later: GA4 ends a session after 30 minutes of silence. */
  startSession(): void {
    this.#micros += Math.floor((35 + 90 * this.#random.uniform()) * 60 * SECOND);
    this.#sessionStarts.push(this.#micros);
  }

  /** Adds an event now and lets time pass; `engaged` events report how long the user was busy before them. */
  record(
    name: EventName,
    page: Page,
    extra: { readonly basket?: Basket; readonly purchase?: PurchaseDetails; readonly engaged?: boolean } = {},
  ): void {
    // GA4 stamps session_start and first_visit with the time of the page view that caused them.
    const before = INSTANT.has(name) ? 0 : Math.floor((3 + 42 * this.#random.uniform()) * SECOND);
    this.#drafts.push({
      name,
      page,
      micros: this.#micros,
      session: this.#sessionStarts.length - 1,
      engagementTimeMsec: extra.engaged ? Math.floor(before / 1500) : null,
      sessionEngagedAsInteger: name === 'first_visit' || this.#random.chance(TRAPS.integerSessionEngaged),
      basket: extra.basket ?? null,
      purchase: extra.purchase ?? null,
    });
    this.#micros += before;
  }

  /** The visit's events, moved earlier in the day where they would have run past midnight. */
  events(): SimulatedEvent[] {
    const { shopper, day, dayStartMicros, identified, sessionsBefore } = this.#visit;
    const shift = Math.min(0, LAST_MICROS - this.#micros);
    const sessions = this.#sessionStarts.map((start, index) => ({
      id: identified ? Math.floor((dayStartMicros + start + shift) / SECOND) : null,
      number: identified ? sessionsBefore + index + 1 : null,
      hasFirstTouch: identified && !this.#random.chance(TRAPS.sessionsWithoutFirstTouch),
    }));
    return this.#drafts.map(({ micros, session, ...draft }) => ({
      ...draft,
      day,
      timestampMicros: dayStartMicros + micros + shift,
      userPseudoId: identified ? shopper.userPseudoId : null,
      shopper,
      session: sessions[session]!,
    }));
  }
}
