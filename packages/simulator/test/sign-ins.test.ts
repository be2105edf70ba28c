import { LogisticRegression, rocAucScore } from '@propensity/core';
import { describe, expect, it } from 'vitest';
import { type SimulatedEvent, type SnapshotTruth, simulateSite } from '../src/index.js';
import { decileChiSquare } from './support/decile-chi-square.js';
import { designOf } from './support/design-of.js';

const site = simulateSite({ users: 6_000, days: 63, seed: 8, signIns: true });
const days = [...site.days()];
const events = days.flatMap((day) => day.events).filter(({ userPseudoId }) => userPseudoId !== null);
const truth = days.flatMap((day) => day.truth);
const at = (snapshot: number) => truth.find((one) => one.snapshot === snapshot)!;

describe('a shop whose people sign in', () => {
  it('signs in what follows a login in its session, and nothing else', () => {
    const since = new Set<string>();
    const wrong = events.filter(({ name, userPseudoId, session, signedIn }) => {
      const key = `${userPseudoId} ${session.id}`;
      const expected = since.has(key);
      if (name === 'login') since.add(key);
      return signedIn !== expected;
    });
    expect(wrong).toEqual([]);
    const share = events.filter(({ signedIn }) => signedIn).length / events.length;
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.5);
  });

  it('gives most people several devices, and some devices two people', () => {
    const [devicesOf, peopleOf] = [new Map<number, Set<number>>(), new Map<number, Set<number>>()];
    const add = (map: Map<number, Set<number>>, key: number, value: number) =>
      map.set(key, (map.get(key) ?? new Set()).add(value));
    for (const { person, device } of events) {
      add(devicesOf, person.index, device.index);
      add(peopleOf, device.index, person.index);
    }
    const several = [...devicesOf.values()].filter(({ size }) => size > 1).length / devicesOf.size;
    expect(several).toBeGreaterThan(0.3);
    const shared = [...peopleOf.values()].filter(({ size }) => size > 1);
    expect(shared.length / devicesOf.size).toBeGreaterThan(0.01);
    expect(shared.every(({ size }) => size === 2)).toBe(true);
  });

  it('sends first_visit and numbers sessions per device', () => {
    const seen = new Map<number, number>();
    const wrong = events.filter(({ name, device, session, person }) => {
      const before = seen.get(device.index);
      const number = session.number!;
      seen.set(device.index, number);
      if (before !== undefined) return number < before || number > before + 1 || (name === 'first_visit' && number > 1);
      return number !== 1 && !(device.index === person.device.index && person.arrivalDay < 0);
    });
    expect(wrong).toEqual([]);
    const firsts = events.filter(({ name }) => name === 'first_visit').map(({ device }) => device.index);
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('has a truth per person that agrees with what happened', () => {
    for (const day of [28, 42, 56]) expect(decileChiSquare(at(day))).toBeLessThan(29.6);
    const { snapshot, people, converted } = at(56);
    const bought = new Set(
      events
        .filter(({ name, day }) => name === 'purchase' && day >= snapshot && day < snapshot + 7)
        .map(({ person }) => person.index),
    );
    expect(converted).toEqual(people.map(({ index }) => bought.has(index)));
  });

  it('says more to those who know the person than to those who know the device', () => {
    const auc = (byPerson: boolean, week: number) => {
      const [train, test] = [rows(at(week - 7), byPerson), rows(at(week), byPerson)];
      const model = new LogisticRegression({ C: 0.1 }).fit(train.design, train.labels);
      return rocAucScore(test.converted, test.ofPeople(model.decisionFunction(test.design)))!;
    };
    const gains = [42, 49, 56].map((week) => auc(true, week) - auc(false, week));
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeGreaterThan(0.004);
  });

  it('moves nothing of the shop without sign-ins', () => {
    const options = { users: 200, days: 20, seed: 3 };
    const plain = simulateSite(options);
    expect([...plain.people]).toEqual([...simulateSite({ ...options, signIns: true }).people]);
    expect(
      [...plain.days()].flatMap((day) => day.events).some(({ name, signedIn }) => name === 'login' || signedIn),
    ).toBe(false);
  });
});

const FEATURES = ['view_item', 'add_to_cart', 'purchase', 'page_view', 'session_start'];

/** Features of the rows that are scored, people or devices; a person is as likely as their likeliest row. */
function rows({ snapshot, people, converted }: SnapshotTruth, byPerson: boolean) {
  const keyOf = ({ person, device }: SimulatedEvent) => (byPerson ? person.index : device.index);
  const places = new Map<number, number>();
  const owners = new Map<number, Set<number>>();
  const past = events.filter(({ day }) => day < snapshot);
  for (const event of past) {
    const key = keyOf(event);
    if (!places.has(key)) places.set(key, places.size);
    owners.set(event.person.index, (owners.get(event.person.index) ?? new Set()).add(places.get(key)!));
  }
  const columns = [...FEATURES.map(() => Array(places.size).fill(0)), Array(places.size).fill(snapshot)] as number[][];
  for (const event of past) {
    const [place, feature] = [places.get(keyOf(event))!, FEATURES.indexOf(event.name)];
    if (feature >= 0) columns[feature]![place]!++;
    columns.at(-1)![place] = snapshot - event.day;
  }
  const labels = new Float64Array(places.size);
  for (const event of events) {
    const inHorizon = event.day >= snapshot && event.day < snapshot + 7 && event.name === 'purchase';
    const place = places.get(keyOf(event));
    if (inHorizon && place !== undefined) labels[place] = 1;
  }
  return {
    design: designOf(columns.map((column) => column.map((value) => Math.log1p(value)))),
    labels,
    converted: Float64Array.from(converted!, Number),
    ofPeople: (scores: Float64Array) =>
      Float64Array.from(people, ({ index }) => Math.max(...[...owners.get(index)!].map((place) => scores[place]!))),
  };
}
