import { LogisticRegression, rocAucScore } from '@propensity/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { KIND_NAMES, type KindName, type SimulatedEvent, type SnapshotTruth, simulateSite } from '../../src/index.js';
import { SITE_KINDS } from '../../src/kinds/site-kinds.js';
import { drawDevice, type Person } from '../../src/model/person.js';
import { randomStream } from '../../src/model/random-stream.js';
import { decileChiSquare } from '../support/decile-chi-square.js';
import { designOf } from '../support/design-of.js';

const DAYS = 63;
const LAST = 56;
const AUTOMATIC = ['session_start', 'first_visit', 'page_view', 'scroll', 'user_engagement'];

describe.each(KIND_NAMES)('the site of kind %s', (name: KindName) => {
  const kind = SITE_KINDS[name];
  let events: SimulatedEvent[];
  let truth: SnapshotTruth[];
  beforeAll(() => {
    const days = [...simulateSite({ kind: name, users: 5_000, days: DAYS, seed: 8 }).days()];
    events = days.flatMap((day) => day.events);
    truth = days.flatMap((day) => day.truth);
  });
  const at = (day: number) => truth.find(({ snapshot }) => snapshot === day)!;

  it('sends the events, pages and details that it declares', () => {
    const names = new Set(events.map((event) => event.name));
    expect([...names].sort()).toEqual(kind.eventNames.filter((event) => event !== 'login').sort());
    const pages = new Set(kind.pages.map((page) => page.name));
    expect(events.filter(({ page }) => !pages.has(page))).toEqual([]);
    const details = new Set(kind.details);
    expect(events.filter(({ detail }) => detail !== null && !details.has(detail))).toEqual([]);
    expect(pages.size).toBe(kind.pages.length);
  });

  it('counts as converted who sent the target in the week', () => {
    const { snapshot, people, converted } = at(LAST);
    const sent = events.filter((event) => event.name === kind.target && event.day >= snapshot && event.userPseudoId);
    const senders = new Set(sent.map(({ person }) => person.index));
    expect(converted).toEqual(people.map(({ index }) => senders.has(index)));
  });

  it('lets 1 to 6 % convert in a week, as likely as the truth says', () => {
    for (const day of [28, 42, LAST]) {
      const { converted } = at(day);
      const rate = converted!.filter(Boolean).length / converted!.length;
      expect(rate).toBeGreaterThan(0.01);
      expect(rate).toBeLessThan(0.06);
      expect(decileChiSquare(at(day))).toBeLessThan(29.6);
    }
  });

  it('converts at other odds from the threshold on', () => {
    const { people } = at(LAST);
    const odds = (probability: number) => probability / (1 - probability);
    const steps = people.map(({ conversion: { cold, warm } }) => Math.log(odds(warm) / odds(cold)));
    expect(kind.dynamics.warmAfter).toBeGreaterThanOrEqual(2);
    expect(Math.min(...steps)).toBeCloseTo(Math.max(...steps), 10);
    expect(steps[0]).toBeGreaterThan(0.7);
  });

  it('has more to be learnt from its own events than from their number, or from page views', () => {
    const score = (features: (event: SimulatedEvent) => string | null) => {
      const [train, test] = [at(35), at(LAST)].map((snapshot) => counted(events, snapshot, features));
      const columns = [...new Set([...train!.counts.keys()])];
      const matrix = (side: typeof train) => designOf(columns.map((column) => side!.counts.get(column) ?? side!.none));
      const model = new LogisticRegression({ C: 0.01 }).fit(matrix(train), train!.y);
      return rocAucScore(test!.y, model.decisionFunction(matrix(test)))!;
    };
    // A shop's purchases and carts are events of which there are many when there are many.
    const margin = name === 'shop' ? 0 : 0.03;
    const own = score(({ name: event }) => (AUTOMATIC.includes(event) ? null : event));
    expect(own).toBeGreaterThan(score(() => 'events') + margin);
    expect(own).toBeGreaterThan(score(({ name: event }) => (AUTOMATIC.includes(event) ? event : null)) + margin);
    expect(rocAucScore(counted(events, at(LAST), () => null).y, at(LAST).probabilities)).toBeGreaterThan(own);
  });
});

interface Counted {
  readonly y: Float64Array;
  /** log(1 + count) of a user's events by their feature, in order of the snapshot's people. */
  readonly counts: ReadonlyMap<string, number[]>;
  readonly none: number[];
}

function counted(
  events: readonly SimulatedEvent[],
  { snapshot, people, converted }: SnapshotTruth,
  feature: (event: SimulatedEvent) => string | null,
): Counted {
  const places = new Map(people.map(({ index }, place) => [index, place]));
  const none = people.map(() => 0);
  const counts = new Map<string, number[]>();
  for (const event of events) {
    const name = feature(event);
    const place = event.userPseudoId === null ? undefined : places.get(event.person.index);
    if (name === null || place === undefined || event.day >= snapshot) continue;
    if (!counts.has(name)) counts.set(name, [...none]);
    counts.get(name)![place]!++;
  }
  for (const column of counts.values()) {
    for (const [place, count] of column.entries()) column[place] = Math.log1p(count);
  }
  return { y: Float64Array.from(converted!, Number), counts, none };
}

describe('the interactions of the truth', () => {
  /** Mean logit of a cold conversion among people for whom both conditions are as given. */
  const meanLogit = (people: readonly Person[], a: (person: Person) => boolean, b: (person: Person) => boolean) => {
    const mean = (first: boolean, second: boolean) => {
      const some = people.filter((person) => a(person) === first && b(person) === second);
      return some.reduce((sum, { conversion: { cold } }) => sum + Math.log(cold / (1 - cold)), 0) / some.length;
    };
    return mean(true, true) - mean(true, false) - mean(false, true) + mean(false, false);
  };
  const habit = (name: string) => (person: Person) => person.habits.includes(name);

  // Without an interaction the difference of differences is 0, give or take what sampling leaves.
  it.each([
    { kind: 'shop', a: (p: Person) => p.source.source === 'newsletter', b: isMobile, effect: 0.92 },
    { kind: 'leadgen', a: habit('downloads'), b: habit('compares'), effect: 2.4 },
    { kind: 'publisher', a: habit('saves'), b: habit('watches'), effect: 2.4 },
    { kind: 'shop', a: (p: Person) => p.source.medium === 'cpc', b: isMobile, effect: 0 },
    { kind: 'leadgen', a: habit('downloads'), b: habit('calls'), effect: 0 },
  ] as const)('are there in the $kind: $effect', ({ kind, a, b, effect }) => {
    const random = randomStream(4);
    const people = Array.from({ length: 40_000 }, (_, index) => SITE_KINDS[kind].drawPerson(random, index, 60));
    const [sum, tolerance] = [meanLogit(people, a, b), 0.12];
    expect(Math.abs(sum - effect)).toBeLessThan(tolerance);
  });
});

function isMobile({ device }: Person): boolean {
  return device.trait.category === 'mobile';
}

describe('events that have a name of their own', () => {
  const shopOnly = SITE_KINDS.shop.eventNames.filter((event) => !AUTOMATIC.includes(event));

  it.each(['leadgen', 'publisher'] as const)('are none of a shop in the %s', (name) => {
    expect(SITE_KINDS[name].eventNames.filter((event) => shopOnly.includes(event))).toEqual([]);
    expect(SITE_KINDS[name].eventNames).toContain(SITE_KINDS[name].target);
  });

  it('are Japanese at the publisher, some with a space or a hyphen', () => {
    const names = SITE_KINDS.publisher.eventNames;
    expect(names).toEqual(expect.arrayContaining(['記事を読む', '会員登録', '動画 再生', 'video-complete']));
  });

  it('end with one registration per person at the publisher, under both of its names', () => {
    const events = [...simulateSite({ kind: 'publisher', users: 1_500, days: 60, seed: 2 }).days()].flatMap(
      (day) => day.events,
    );
    const known = events.filter((event) => event.userPseudoId !== null);
    const of = (name: string) => known.filter((event) => event.name === name).map(({ person }) => person.index);
    expect(of('sign_up').length).toBeGreaterThan(50);
    expect(new Set(of('sign_up')).size).toBe(of('sign_up').length);
    expect(of('会員登録')).toEqual(of('sign_up'));
  });
});

describe('drawDevice', () => {
  it('numbers browsers as Analytics does', () => {
    const { trait } = SITE_KINDS.shop.drawPerson(randomStream(1), 0, 10).device;
    expect(drawDevice(randomStream(1), 12, trait).userPseudoId).toMatch(/^1000012\.\d{10}$/);
  });
});
