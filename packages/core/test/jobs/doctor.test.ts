import { describe, expect, it } from 'vitest';
import { doctor } from '../../src/jobs/doctor.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import type { DoctorReport } from '../../src/results/doctor-report.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { eventsLike } from '../support/ports-like.js';
import { at, EVENTS, exportWithout, settingsFor, testStack, usersBetween } from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';
const checkOf = ({ checks }: DoctorReport, name: string) => checks.find((check) => check.name === name);

describe('doctor', () => {
  it('reports what training will see, counted as somebody would by hand', async () => {
    const { ports, settings } = testStack();
    const report = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(report).toMatchObject({
      job: 'doctor',
      ok: true,
      snapshot: SNAPSHOT,
      days: { first: '2026-01-01', last: '2026-03-01', count: 60, missing: [], last_final: '2026-03-01' },
    });
    const windows = EVENTS.filter(({ time }) => time >= at('2026-01-15', 0) && time < at('2026-02-19', 0));
    expect(report.events).toBe(windows.length);
    expect(report.null_id_share).toBe(windows.filter(({ userId }) => userId === null).length / windows.length);
    expect(report.snapshots.map(({ snapshot, role }) => [snapshot, role])).toEqual([
      [SNAPSHOT, 'test'],
      ['2026-02-05', 'train'],
      ['2026-01-29', 'train'],
    ]);
    for (const { snapshot, users, positives, base_rate } of report.snapshots) {
      const population = usersBetween(addDays(snapshot, -14), snapshot);
      const buyers = usersBetween(snapshot, addDays(snapshot, 7), 'purchase');
      expect(users).toBe(population.size);
      expect(positives).toBe([...population].filter((user) => buyers.has(user)).length);
      expect(base_rate).toBe(positives / users);
    }
    expect(await ports.registry.list()).toEqual([]);
  });

  it('finds the newest snapshot by itself', async () => {
    const { ports, settings, setToday } = testStack();
    setToday('2026-02-20');
    expect((await doctor(ports, settings)).snapshot).toBe('2026-02-10');
  });

  it('names a missing day, inside the export and before it', async () => {
    const holed = exportWithout('2026-02-01');
    const { ports, settings } = testStack({}, holed);
    const report = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(report.ok).toBe(false);
    expect(report.days.missing).toEqual(['2026-02-01']);
    expect(checkOf(report, 'windows')).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('2026-02-01'),
    });
    const early = await doctor(ports, settings, { snapshot: '2026-01-20' });
    expect(checkOf(early, 'windows')!.hint).toContain('lower lookbackDays');
  });

  it('tells a target that nobody performed, and the one that was meant', async () => {
    const { ports, settings } = testStack({ target: { event: 'purchas' } });
    const report = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(report.ok).toBe(false);
    expect(checkOf(report, 'target')).toMatchObject({ status: 'fail', hint: expect.stringContaining('"purchase"') });
    expect(report.target).toEqual({ event: 'purchas', events: 0, users: 0 });
  });

  it('does not take a rare target for one that nobody performed', async () => {
    const names = Array.from({ length: 250 }, (_, k) => `event_${k}`);
    const crowd = EVENTS.filter(({ name }) => name === 'page_view').flatMap((event) =>
      names.slice(0, 1).map((name) => ({ ...event, name })),
    );
    const { ports, settings } = testStack({}, [...EVENTS, ...crowd]);
    const events = eventsLike(ports.events, {
      // An export with more than 200 event names lists only the most frequent.
      summarise: async (from: string, until: string) => {
        const summary = await ports.events.summarise(from, until);
        return { ...summary, eventNames: summary.eventNames.filter(({ name }) => name !== 'purchase') };
      },
    });
    const report = await doctor({ ...ports, events }, settings, { snapshot: SNAPSHOT });
    expect(checkOf(report, 'target')?.status).toBe('ok');
  });

  it.each([
    [0, 'fail'],
    [9, 'fail'],
    [10, 'warn'],
    [99, 'warn'],
    [100, 'ok'],
  ])('with %d positive rows to learn from says %s', async (positives, status) => {
    const { ports, settings } = testStack({ training: { snapshots: 1, C: 1 } });
    const events = eventsLike(ports.events, {
      countSnapshots: async (days) =>
        (await ports.events.countSnapshots(days)).map((counts) => ({ ...counts, positives })),
    });
    const report = await doctor({ ...ports, events }, settings, { snapshot: SNAPSHOT });
    expect(checkOf(report, 'positives')?.status).toBe(status);
    expect(report.ok).toBe(status !== 'fail');
  });

  it('warns of visitors without an id and of buyers out of reach, which stop nobody', async () => {
    const anonymous = EVENTS.map((event) => ({ ...event, userId: null }));
    const strangers = EVENTS.filter(({ name }) => name === 'purchase').flatMap((event) =>
      ['a', 'b', 'c'].map((who) => ({ ...event, userId: `${who}-${event.userId}-${event.time}` })),
    );
    const { ports, settings } = testStack({}, [...EVENTS, ...anonymous, ...strangers]);
    const report = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(checkOf(report, 'user ids')?.status).toBe('warn');
    expect(checkOf(report, 'reach')?.status).toBe('warn');
    expect(report.ok).toBe(true);
  });

  it('fails on tables of the same target with another horizon, and passes on those of another target', async () => {
    const { ports, settings } = testStack();
    await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const statusFor = async (change: Parameters<typeof settingsFor>[0]) =>
      checkOf(await doctor(ports, settingsFor(change), { snapshot: SNAPSHOT }), 'tables')?.status;
    expect(await statusFor({ horizonDays: 3 })).toBe('fail');
    expect(await statusFor({ target: { event: 'view_item' } })).toBe('ok');
  });
});
