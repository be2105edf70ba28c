import { PropensityError } from '@propensity/core';
import type { SimulatedEvent } from './events/simulated-event.js';
import type { SiteKind } from './kinds/site-kind.js';
import { SITE_KINDS } from './kinds/site-kinds.js';
import { conversionProbability, visitProbability } from './model/daily-probabilities.js';
import { DeviceOwnership } from './model/device-ownership.js';
import { type Made, made, People } from './model/people.js';
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
  readonly people: Made<Person>;
  /** Every device, by its index; a person's main device has the person's. */
  readonly devices: Made<Device>;
  /** What changes, and when. */
  readonly shifts: Shifts;
  /** Who uses which; null without sign-ins: everybody has one device, their own. */
  readonly ownership: DeviceOwnership | null;
  /** Starts over at every call and gives the same days each time. */
  days(): Generator<SimulatedDay, void>;
  /** The same, but gives every event to `take` as it comes, and no day holds any: memory does not follow the events of a day. */
  daysWithout(take: (event: SimulatedEvent) => void): Generator<Omit<SimulatedDay, 'events'>, void>;
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
  const { traits, newcomers } = streams(checked.seed);
  const draw = (index: number) => shifts.person(kind.drawPerson(traits, index, checked.days), newcomers);
  const people = new People(checked.users, draw, kind);
  const ownership = checked.signIns ? DeviceOwnership.draw(streams(checked.seed).ownership, people.mainDevices) : null;
  const devices = ownership === null ? people.mainDevices : listed(ownership.devices);
  const site = { options: checked, kind, people, devices, shifts, ownership };
  return { ...site, days: () => collectedDays(site), daysWithout: (take) => simulateDays(site, take) };
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

interface Site extends Omit<SiteSimulation, 'days' | 'daysWithout'> {
  readonly people: People;
}

function* collectedDays(site: Site): Generator<SimulatedDay, void> {
  let events: SimulatedEvent[] = [];
  for (const day of simulateDays(site, (event) => events.push(event))) {
    yield { ...day, events };
    events = [];
  }
}

function listed<Thing>(things: readonly Thing[]): Made<Thing> {
  return made(things.length, (index) => things[index]!);
}

function* simulateDays(
  { options, kind, people, devices, shifts, ownership }: Site,
  take: (event: SimulatedEvent) => void,
): Generator<Omit<SimulatedDay, 'events'>, void> {
  const { users, days, seed, startDay, horizonDays, truthEveryDays } = options;
  const { dynamics } = kind;
  const { visits: random, strangers, choices } = streams(seed);
  const ledger = new TruthLedger(users, dynamics, horizonDays, shifts);
  const sessions = new Int32Array(devices.length);
  for (let index = 0; index < users; index++) {
    sessions[index] = sessionsBeforeExport(random, people.arrivalDay[index]!, people.visitRate[index]!);
  }
  const firstMicros = Date.parse(startDay) * 1000;
  const firstWeekday = (new Date(startDay).getUTCDay() + 6) % 7;
  let visits = 0;

  for (let day = 0; day < days; day++) {
    const weekday = (firstWeekday + day) % 7;
    const when = { day, dayStartMicros: firstMicros + day * DAY_MICROS };
    const send = (event: SimulatedEvent) => {
      if (!shifts.loses(event.name, event.device.trait.category, day)) take(event);
    };
    if (day >= FIRST_TRUTH_DAY && (day - FIRST_TRUTH_DAY) % truthEveryDays === 0)
      ledger.takeSnapshot(people, day, weekday);
    for (let index = 0; index < users; index++) {
      const arrivalDay = people.arrivalDay[index]!;
      if (arrivalDay > day) continue;
      const arrives = arrivalDay === day;
      const visit = visitProbability({ visitRate: people.visitRate[index]! }, dynamics, weekday);
      const seen = day <= people.lastDay[index]! && (arrives || random.chance(visit));
      if (!seen) {
        ledger.observe(index, { day, visit, seen, deep: false, converted: false });
        continue;
      }
      const person = people.at(index);
      const standing = ledger.standing(index);
      const conversion = shifts.conversion(conversionProbability(person, dynamics, standing), day);
      const converts = random.chance(conversion);
      const deep = random.chance(person.deepVisitProbability) || converts;
      ledger.observe(index, { day, visit, seen, deep, converted: converts });
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
      for (const event of visitEvents) send(event);
      if (strangers.chance(TRAPS.cookielessVisits)) {
        for (const event of cookielessVisit(kind, strangers, when, transactionNumber(visits++))) {
          send(event);
        }
      }
    }
    const truth = ledger.matured(day + 1);
    if (day === days - 1) {
      if (days >= FIRST_TRUTH_DAY) ledger.takeSnapshot(people, days, (weekday + 1) % 7);
      truth.push(...ledger.unfinished());
    }
    yield { day, truth };
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

function sessionsBeforeExport(random: RandomStream, arrivalDay: number, visitRate: number): number {
  if (arrivalDay >= 0) return 0;
  return 1 + random.poisson(-arrivalDay * visitRate * SESSIONS_PER_VISIT);
}

/** Different for every visit, ten digits, as far apart as real order numbers are. */
function transactionNumber(visit: number): number {
  return 4_100_000_000 + visit * 7;
}
