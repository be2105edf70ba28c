import { PropensityError } from '@propensity/core';
import type { SimulatedEvent } from './events/simulated-event.js';
import type { SiteKind } from './kinds/site-kind.js';
import { SITE_KINDS } from './kinds/site-kinds.js';
import { conversionProbability, visitProbability } from './model/daily-probabilities.js';
import { DeviceOwnership } from './model/device-ownership.js';
import type { Device, Person } from './model/person.js';
import { type RandomStream, randomStream } from './model/random-stream.js';
import { CAMPAIGN, Shifts } from './model/shifts.js';
import { checkedOptions, type SimulationOptions } from './model/simulation-options.js';
import { TRAPS } from './model/traps.js';
import { FIRST_TRUTH_DAY, type SnapshotTruth, TruthLedger } from './model/truth-ledger.js';

/** One day of the site. */
export interface SimulatedDay {
  /** Day index from the first day of the export. */
  readonly day: number;
  readonly events: readonly SimulatedEvent[];
  /** The snapshots whose truth became known with this day; on the last day also those that stay open. */
  readonly truth: readonly SnapshotTruth[];
}

/** A site: its people, and its days, each produced when asked for. */
export interface SiteSimulation {
  readonly options: Required<SimulationOptions>;
  readonly kind: SiteKind;
  readonly people: readonly Person[];
  /** Every device, by its index; a person's main device has the person's. */
  readonly devices: readonly Device[];
  /** What changes, and when. */
  readonly shifts: Shifts;
  /** Who uses which; null without sign-ins: everybody has one device, their own. */
  readonly ownership: DeviceOwnership | null;
  /** Starts over at every call and gives the same days each time. */
  days(): Generator<SimulatedDay, void>;
}

const DAY_MICROS = 86_400_000_000;
/** Sessions per visit day before the export begins, about as many as on its days. */
const SESSIONS_PER_VISIT = 1.2;

/**
 * Sets up a site of which every person's probability of converting is known; no I/O, no clock.
 * @throws PropensityError `bad_simulation` or `bad_date`, see {@link SimulationOptions}
 */
export function simulateSite(options: SimulationOptions): SiteSimulation {
  const checked = checkedOptions(options);
  const usual = SITE_KINDS[checked.kind];
  const shifts = new Shifts(checked.shifts, checked.days);
  const kind = shifts.contains('campaign') ? { ...usual, sources: [...usual.sources, CAMPAIGN] } : usual;
  if (checked.signIns && !kind.signsIn) {
    throw new PropensityError('bad_simulation', `Nobody signs in at the site of kind ${kind.name}.`, {
      kind: 'usage',
      hint: 'Leave sign-ins out, or simulate a shop.',
      details: { option: 'signIns', value: true },
    });
  }
  const { traits } = streams(checked.seed);
  const drawn = Array.from({ length: checked.users }, (_, index) => kind.drawPerson(traits, index, checked.days));
  const people = shifts.people(drawn, streams(checked.seed).newcomers);
  const ownership = checked.signIns ? DeviceOwnership.draw(streams(checked.seed).ownership, people) : null;
  const devices = ownership?.devices ?? people.map(({ device }) => device);
  const site = { options: checked, kind, people, devices, shifts, ownership };
  return { ...site, days: () => simulateDays(site) };
}

/** The events of a simulated site, day by day; see {@link simulateSite}. */
export function* simulateEvents(options: SimulationOptions): Generator<SimulatedEvent, void> {
  for (const { events } of simulateSite(options).days()) yield* events;
}

/** The streams of a simulation: what one of them is asked for moves none of the others. */
function streams(seed: number) {
  const source = randomStream(seed);
  const [traits, visits, strangers] = [source.split(), source.split(), source.split()];
  return { traits, visits, strangers, ownership: source.split(), choices: source.split(), newcomers: source.split() };
}

function* simulateDays({
  options,
  kind,
  people,
  devices,
  shifts,
  ownership,
}: Omit<SiteSimulation, 'days'>): Generator<SimulatedDay, void> {
  const { users, days, seed, startDay, horizonDays } = options;
  const { dynamics } = kind;
  const { visits: random, strangers, choices } = streams(seed);
  const ledger = new TruthLedger(users, dynamics, horizonDays, shifts);
  const sessions = new Int32Array(devices.length);
  for (const person of people) sessions[person.index] = sessionsBeforeExport(random, person);
  const firstMicros = Date.parse(startDay) * 1000;
  const firstWeekday = (new Date(startDay).getUTCDay() + 6) % 7;
  let visits = 0;

  for (let day = 0; day < days; day++) {
    const weekday = (firstWeekday + day) % 7;
    const when = { day, dayStartMicros: firstMicros + day * DAY_MICROS };
    const events: SimulatedEvent[] = [];
    const isSent = ({ name, device }: SimulatedEvent) => !shifts.loses(name, device.trait.category, day);
    if (day >= FIRST_TRUTH_DAY) ledger.takeSnapshot(people, day, weekday);
    for (const person of people) {
      if (person.arrivalDay > day) continue;
      const arrives = person.arrivalDay === day;
      const visit = visitProbability(person, dynamics, weekday);
      const seen = day <= person.lastDay && (arrives || random.chance(visit));
      const standing = ledger.standing(person);
      const conversion = shifts.conversion(conversionProbability(person, dynamics, standing), day);
      const converts = seen && random.chance(conversion);
      const deep = seen && (random.chance(person.deepVisitProbability) || converts);
      ledger.observe(person, { day, visit, seen, deep, converted: converts });
      if (!seen) continue;
      const device = arrives || !ownership ? person.device : ownership.deviceOfVisit(choices, person, converts);
      const sessionsBefore = sessions[device.index]!;
      const visitEvents = kind.simulateVisit(random, {
        ...when,
        person,
        device,
        identified: true,
        firstVisit: sessionsBefore === 0,
        startMicros: arrives ? person.arrivalMicros : null,
        converts,
        deep,
        convertedBefore: standing.convertedBefore,
        signsIn: ownership?.signsIn(choices, person, converts) ?? false,
        sessionsBefore,
        transactionNumber: transactionNumber(visits++),
      });
      sessions[device.index] = visitEvents.at(-1)!.session.number!;
      for (const event of visitEvents) if (isSent(event)) events.push(event);
      if (strangers.chance(TRAPS.cookielessVisits)) {
        for (const event of cookielessVisit(kind, strangers, when, transactionNumber(visits++))) {
          if (isSent(event)) events.push(event);
        }
      }
    }
    const truth = ledger.matured(day + 1);
    if (day === days - 1) {
      if (days >= FIRST_TRUTH_DAY) ledger.takeSnapshot(people, days, (weekday + 1) % 7);
      truth.push(...ledger.unfinished());
    }
    yield { day, events, truth };
  }
}

/** A visit by somebody who refuses cookies: a stranger every time, so that no known user's truth is touched. */
function cookielessVisit(
  kind: SiteKind,
  random: RandomStream,
  when: { readonly day: number; readonly dayStartMicros: number },
  transactionNumber: number,
): SimulatedEvent[] {
  const person = kind.drawPerson(random, -1, 1);
  const converts = random.chance(person.conversion.cold);
  return kind.simulateVisit(random, {
    ...when,
    person,
    device: person.device,
    identified: false,
    firstVisit: false,
    startMicros: null,
    converts,
    deep: random.chance(person.deepVisitProbability) || converts,
    convertedBefore: false,
    signsIn: false,
    sessionsBefore: 0,
    transactionNumber,
  });
}

function sessionsBeforeExport(random: RandomStream, { arrivalDay, visitRate }: Person): number {
  if (arrivalDay >= 0) return 0;
  return 1 + random.poisson(-arrivalDay * visitRate * SESSIONS_PER_VISIT);
}

/** Different for every visit, ten digits, as far apart as real order numbers are. */
function transactionNumber(visit: number): number {
  return 4_100_000_000 + visit * 7;
}
