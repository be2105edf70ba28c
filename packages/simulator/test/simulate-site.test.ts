import { describe, expect, it } from 'vitest';
import { type SimulatedEvent, simulateEvents, simulateSite } from '../src/index.js';
import { decileChiSquare } from './support/decile-chi-square.js';

const OPTIONS = { users: 20_000, days: 70, seed: 21 };
const days = [...simulateSite(OPTIONS).days()];
const events = days.flatMap((day) => day.events);
const truth = days.flatMap((day) => day.truth);
const share = (part: readonly SimulatedEvent[], holds: (event: SimulatedEvent) => boolean) =>
  part.filter(holds).length / part.length;

describe('simulateSite', () => {
  it('gives the same events and the same truth for the same options, and others for another seed', () => {
    const small = { users: 60, days: 20, seed: 5 };
    const run = (options: typeof small) => JSON.stringify([...simulateSite(options).days()]);
    expect(run(small)).toBe(run(small));
    expect(run({ ...small, seed: 6 })).not.toBe(run(small));
    expect([...simulateEvents(small)]).toEqual([...simulateSite(small).days()].flatMap((day) => day.events));
  });

  it('dates every event on its day', () => {
    const start = Date.parse('2025-01-01') * 1000;
    expect(events.every(({ day, timestampMicros }) => Math.floor((timestampMicros - start) / 86_400e6) === day)).toBe(
      true,
    );
  });

  it('sends 25 to 48 events per user', () => {
    const perUser = days.flatMap((day) => day.events).length / OPTIONS.users;
    expect(perUser).toBeGreaterThan(25);
    expect(perUser).toBeLessThan(48);
  });

  it.each([
    { users: 0 },
    { users: 1.5 },
    { days: 0 },
    { horizonDays: Number.NaN },
    { truthEveryDays: 0 },
    { seed: 0.5 },
    { kind: 'app' as never },
    { kind: 'publisher' as const, signIns: true },
    { startDay: '2025-02-30' },
  ])('refuses %o', (wrong) => {
    expect(() => simulateSite({ ...OPTIONS, ...wrong })).toThrow(
      expect.objectContaining({ kind: 'usage', code: expect.stringMatching(/^bad_(simulation|date)$/) }),
    );
  });
});

describe('the traps of the simulated shop', () => {
  const purchases = events.filter((event) => event.name === 'purchase');
  const first = purchases.filter((event) => event.purchase?.sentAgain === false);

  it('leaves 2 to 3 % of the events without a user id', () => {
    const anonymous = share(events, (event) => event.userPseudoId === null);
    expect(anonymous).toBeGreaterThan(0.02);
    expect(anonymous).toBeLessThan(0.03);
    expect(events.every((event) => (event.userPseudoId === null) === (event.session.id === null))).toBe(true);
  });

  it('leaves out session_start in about 3 % of the sessions', () => {
    const sessions = new Map<string, boolean>();
    for (const { userPseudoId, session, name } of events) {
      if (userPseudoId === null) continue;
      const key = `${userPseudoId} ${session.id}`;
      sessions.set(key, sessions.get(key) === true || name === 'session_start');
    }
    const without = [...sessions.values()].filter((started) => !started).length / sessions.size;
    expect(without).toBeGreaterThan(0.02);
    expect(without).toBeLessThan(0.04);
  });

  it('gives 25 % of the purchases no usable transaction id, and some a numeric one', () => {
    const unusable = share(first, ({ purchase }) => typeof purchase?.transaction !== 'object' || !purchase.transaction);
    expect(unusable).toBeGreaterThan(0.22);
    expect(unusable).toBeLessThan(0.28);
    for (const as of ['text', 'number']) {
      const kind = share(first, ({ purchase }) => (purchase?.transaction as { as?: string } | null)?.as === as);
      expect(kind).toBeGreaterThan(0.15);
    }
  });

  it('sends about 5 % of the purchases twice: same user, same id, the same day within minutes', () => {
    const again = purchases.filter((event) => event.purchase?.sentAgain);
    expect(again.length / first.length).toBeGreaterThan(0.035);
    expect(again.length / first.length).toBeLessThan(0.065);
    for (const event of again) {
      const id = (event.purchase!.transaction as { id: number }).id;
      const original = first.filter(({ purchase }) => (purchase?.transaction as { id?: number } | null)?.id === id);
      expect(original.map(({ userPseudoId, day }) => ({ userPseudoId, day }))).toEqual([
        { userPseudoId: event.userPseudoId, day: event.day },
      ]);
      expect(event.timestampMicros - original[0]!.timestampMicros).toBeLessThan(5 * 60e6);
    }
  });

  it('flips the type of session_engaged and of value, and forgets the first touch of 2 % of the rows', () => {
    expect(share(events, (event) => event.sessionEngagedAsInteger)).toBeCloseTo(0.078, 2);
    expect(share(first, (event) => event.purchase?.valueAsInteger === true)).toBeCloseTo(0.3, 1.5);
    const known = events.filter((event) => event.userPseudoId !== null);
    const forgotten = share(known, (event) => !event.session.hasFirstTouch);
    expect(forgotten).toBeGreaterThan(0.015);
    expect(forgotten).toBeLessThan(0.025);
  });
});

describe('the truth of the simulated shop', () => {
  const matured = truth.filter(({ converted }) => converted !== null);

  it('knows every snapshot from day 14 to the day after the last, once', () => {
    expect(truth.map(({ snapshot }) => snapshot)).toEqual(Array.from({ length: 57 }, (_, place) => 14 + place));
    expect(matured.at(-1)?.snapshot).toBe(63);
  });

  it('knows some of them when asked for every few days, and these as before', () => {
    const small = { users: 300, days: 40, seed: 5 };
    const truths = (every: object) => [...simulateSite({ ...small, ...every }).days()].flatMap((day) => day.truth);
    const weekly = truths({ truthEveryDays: 7 });
    expect(weekly.map(({ snapshot }) => snapshot)).toEqual([14, 21, 28, 35, 40]);
    const daily = truths({});
    expect(JSON.stringify(weekly)).toBe(
      JSON.stringify(weekly.map(({ snapshot }) => daily.find((one) => one.snapshot === snapshot))),
    );
  });

  it('counts the users seen in the 60 days before, and their purchases in the 7 days from the snapshot on', () => {
    const { snapshot, people, converted } = matured.at(-1)!;
    const known = events.filter((event) => event.userPseudoId !== null);
    const seen = new Set(known.filter(({ day }) => day >= snapshot - 60 && day < snapshot).map((e) => e.userPseudoId));
    const bought = new Set(
      known
        .filter(({ name, day }) => name === 'purchase' && day >= snapshot && day < snapshot + 7)
        .map((event) => event.userPseudoId),
    );
    expect(people.map(({ device }) => device.userPseudoId).sort()).toEqual([...seen].sort());
    expect(converted).toEqual(people.map(({ device }) => bought.has(device.userPseudoId)));
  });

  // Chi-square of ten groups has mean 10 and is above 29.6 once in a thousand; seeded, so it never flakes.
  it.each([14, 28, 42, 56, 63])('agrees with what happened, decile by decile, at day %i', (day) => {
    expect(decileChiSquare(matured.find(({ snapshot }) => snapshot === day)!)).toBeLessThan(29.6);
  });

  it('would notice a truth that is 30 % too high', () => {
    const snapshot = matured.find((one) => one.snapshot === 63)!;
    const probabilities = snapshot.probabilities.map((probability) => probability * 1.3);
    expect(decileChiSquare({ ...snapshot, probabilities })).toBeGreaterThan(29.6);
  });
});
