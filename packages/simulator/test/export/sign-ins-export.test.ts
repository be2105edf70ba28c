import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedEvent, type SimulatedExport, simulateSite, writeSimulatedExport } from '../../src/index.js';
import { queryRows } from '../support/query-rows.js';

const OPTIONS = { users: 250, days: 18, seed: 6, signIns: true };
const site = simulateSite(OPTIONS);
const days = [...site.days()];
const events = days.flatMap((day) => day.events);
const known = events.filter(({ userPseudoId }) => userPseudoId !== null);
const personId = ({ person }: SimulatedEvent) => `member-${500_000 + person.index}`;

let folder: string;
let written: SimulatedExport;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulated-sign-ins-'));
  written = await writeSimulatedExport({ ...OPTIONS, folder });
});
afterAll(() => rm(folder, { recursive: true }));

describe('the export of a shop whose people sign in', () => {
  it('has the user_id of those who are signed in, beside the id of their device', async () => {
    const rows =
      await queryRows(`SELECT event_name AS name, event_timestamp::DOUBLE AS micros, user_pseudo_id AS device, user_id AS person
      FROM read_parquet('${folder}/events_*.parquet')`);
    const text = (cells: readonly unknown[]) => cells.join(' ');
    expect(rows.map(({ name, micros, device, person }) => text([name, micros, device, person])).sort()).toEqual(
      events
        .map((event) =>
          text([event.name, event.timestampMicros, event.userPseudoId, event.signedIn ? personId(event) : null]),
        )
        .sort(),
    );
    expect(written.users).toBe(new Set(known.map(({ userPseudoId }) => userPseudoId)).size);
    expect(written.people).toBe(new Set(known.map(({ person }) => person.index)).size);
    expect(written.people).toBeLessThan(written.users);
  });

  it('has a truth per person, with the devices that they used before the snapshot', async () => {
    const rows = await queryRows(`SELECT (snapshot - DATE '2025-01-01')::INTEGER AS day, person_id AS person,
        user_pseudo_ids AS devices, probability FROM '${written.truthFile}'`);
    const truth = days.flatMap((day) => day.truth);
    const expected = truth.flatMap(({ snapshot, people, probabilities }) =>
      people.map((person, place) => {
        const past = known.filter((event) => event.person.index === person.index && event.day < snapshot);
        const devices = [...new Set(past.map(({ userPseudoId }) => userPseudoId))];
        return {
          day: snapshot,
          person: `member-${500_000 + person.index}`,
          devices,
          probability: probabilities[place],
        };
      }),
    );
    expect(rows).toEqual(expected);
    expect(expected.some(({ devices }) => devices.length > 1)).toBe(true);
  });

  it('says who used which device, and since when that can be known', async () => {
    const rows = await queryRows(`SELECT person_id AS person, user_pseudo_id AS device, events::INTEGER AS events,
        first_event_timestamp::DOUBLE AS first, first_signed_in_timestamp::DOUBLE AS signed_in FROM '${written.devicesFile}'`);
    const expected = new Map<string, (typeof rows)[number]>();
    for (const event of known) {
      const key = `${event.person.index} ${event.device.index}`;
      const micros = event.timestampMicros;
      const row = expected.get(key) ?? { events: 0, first: micros, signed_in: null };
      const signedIn = row.signed_in ?? (event.signedIn ? micros : null);
      const ids = { person: personId(event), device: event.userPseudoId };
      expected.set(key, { ...ids, ...row, events: (row.events as number) + 1, signed_in: signedIn });
    }
    const byIds = (a: (typeof rows)[number], b: typeof a) =>
      `${a.person} ${a.device}` < `${b.person} ${b.device}` ? -1 : 1;
    expect(rows.sort(byIds)).toEqual([...expected.values()].sort(byIds));
    const people = new Map<unknown, number>();
    for (const { device } of rows) people.set(device, (people.get(device) ?? 0) + 1);
    expect(Math.max(...people.values())).toBe(2);
  });

  it('dates the first touch of every device', async () => {
    const [wrong] = await queryRows(`WITH first AS (SELECT user_pseudo_id, MIN(event_timestamp) AS micros FROM
        read_parquet('${folder}/events_*.parquet') WHERE user_pseudo_id IS NOT NULL GROUP BY 1)
      SELECT COUNT(*) FILTER (user_first_touch_timestamp > micros)::INTEGER AS late,
        COUNT(DISTINCT user_pseudo_id) FILTER (user_first_touch_timestamp = micros)::INTEGER > 100 AS many
      FROM read_parquet('${folder}/events_*.parquet') JOIN first USING (user_pseudo_id)`);
    expect(wrong).toEqual({ late: 0, many: true });
  });

  it('leaves no file of people beside an export without them', async () => {
    const again = await writeSimulatedExport({ users: 5, days: 2, seed: 1, folder, overwrite: true });
    expect(again.devicesFile).toBeNull();
    expect(existsSync(join(folder, 'truth', 'devices.parquet'))).toBe(false);
  });
});
