import { describe, expect, it } from 'vitest';
import { PropensityError } from '../../src/errors/propensity-error.js';
import { doctor } from '../../src/jobs/doctor.js';
import type { Ports, RunIdentity } from '../../src/ports/ports.js';
import type { CostEstimate, DoctorCheck } from '../../src/results/doctor-report.js';
import { eventsLike, snapshotsLike } from '../support/ports-like.js';
import { at, EVENTS, testStack } from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';
const ALLOWED: DoctorCheck = { name: 'jobs', status: 'ok', message: 'Queries may be run.', hint: '' };
const DENIED: DoctorCheck = {
  name: 'bucket',
  status: 'fail',
  message: 'No.',
  hint: 'Grant roles/storage.objectViewer.',
};
const COST: CostEstimate = {
  first_training: { bytes: 5e9, cost_usd: 0.03 },
  training: { bytes: 3e9, cost_usd: 0.02 },
  scoring: { bytes: 1e9, cost_usd: 0.01 },
  evaluation: { bytes: 1e8, cost_usd: 0 },
  month: { bytes: 8e9, cost_usd: 0.05 },
  storage: { bytes: 4e9, cost_usd: 0.08 },
  assumptions: ['one training'],
};

/** The ports of a stack that can be inspected, and what it was asked. */
function inspected(access: readonly DoctorCheck[]) {
  const { ports, settings, setToday } = testStack();
  const asked: unknown[] = [];
  const inspection = {
    access: async () => access,
    cost: async (plan: unknown) => {
      asked.push(plan);
      return COST;
    },
  };
  return { ports: { ...ports, inspection }, settings, setToday, asked };
}

describe('doctor on a stack that can be inspected', () => {
  it('looks at nothing else when something is not allowed', async () => {
    const { ports, settings, asked } = inspected([ALLOWED, DENIED]);
    const untouchable = new Proxy(ports.events, { get: () => () => expect.fail('the export was looked at') });
    const report = await doctor({ ...ports, events: untouchable }, settings);
    expect(report).toMatchObject({ ok: false, snapshot: null, days: { first: null, count: 0 }, cost: null });
    expect(report.checks).toEqual([ALLOWED, DENIED]);
    expect(asked).toEqual([]);
  });

  it('costs the training it looks at and the next scoring, and puts its checks first', async () => {
    const { ports, settings, asked } = inspected([ALLOWED]);
    const report = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(report.checks[0]).toEqual(ALLOWED);
    expect(report.cost).toEqual(COST);
    expect(asked).toEqual([{ training: [SNAPSHOT, '2026-02-05', '2026-01-29'], scoring: '2026-03-02' }]);
  });

  it('costs nothing that could not be run', async () => {
    const { ports, settings, asked } = inspected([ALLOWED]);
    const report = await doctor(ports, settings, { snapshot: '2026-01-20' });
    expect([report.ok, report.cost, asked]).toEqual([false, null, []]);
  });

  it('says what it will read before it reads anything, and reads nothing above the limit', async () => {
    const { ports, settings } = inspected([ALLOWED]);
    const steps: string[] = [];
    const told = (status: 'ok' | 'fail'): DoctorCheck => ({
      name: 'reading',
      status,
      message: 'Reads 3 GiB',
      hint: '',
    });
    const inspection = (status: 'ok' | 'fail') => ({ ...ports.inspection, reading: async () => told(status) });
    const progress = { ...ports.progress, step: (message: string) => void steps.push(message) };
    const refused = () => expect.fail('the export was read');
    const untouchable = eventsLike(ports.events, {
      summarise: refused,
      reach: refused,
      countSnapshots: refused,
      recentEvents: refused,
    });
    const report = await doctor({ ...ports, progress, events: untouchable, inspection: inspection('fail') }, settings, {
      snapshot: SNAPSHOT,
    });
    expect(report).toMatchObject({ ok: false, snapshot: SNAPSHOT, events: 0, snapshots: [], cost: COST });
    expect(report.checks).toContainEqual(told('fail'));
    expect(report.checks.map(({ name }) => name)).not.toContain('target');

    const seen: string[][] = [];
    const events = eventsLike(ports.events, {
      summarise: (from, until) => {
        seen.push([...steps]);
        return ports.events.summarise(from, until);
      },
    });
    const allowed = { ...ports, progress, events, inspection: inspection('ok') };
    expect((await doctor(allowed, settings, { snapshot: SNAPSHOT })).ok).toBe(true);
    expect(seen).toEqual([expect.arrayContaining(['Reads 3 GiB'])]);
  });

  it('computes no features, looks for conversions once, and asks whether training fits', async () => {
    const { ports, settings } = inspected([ALLOWED]);
    const counted = await ports.events.countSnapshots([SNAPSHOT, '2026-02-05', '2026-01-29']);
    const rows: number[] = [];
    const inspection = {
      ...ports.inspection,
      memory: (plan: { readonly rows: number }): DoctorCheck => {
        rows.push(plan.rows);
        return { name: 'memory', status: 'warn', message: 'Too little.', hint: 'More.' };
      },
    };
    const begun: RunIdentity[] = [];
    const events = eventsLike(ports.events, { reach: () => expect.fail('reach was asked for again') });
    const computed = () => expect.fail('features were computed');
    const snapshots = snapshotsLike(ports.snapshots, { materialise: computed, readLabelled: computed });
    const begin = (run: RunIdentity) => void begun.push(run);
    const report = await doctor({ ...ports, events, snapshots, inspection, begin }, settings, { snapshot: SNAPSHOT });
    expect(report.snapshots.map(({ snapshot, users, positives }) => ({ snapshot, users, positives }))).toEqual(
      counted.map(({ converters: _, ...counts }) => counts),
    );
    const reach = await ports.events.reach(SNAPSHOT);
    expect(report.reachable_share).toBe(reach.reachable / reach.converters);
    expect(rows).toEqual([counted.reduce((sum, { users }) => sum + users, 0)]);
    expect(report.checks.find(({ name }) => name === 'memory')).toMatchObject({ status: 'warn' });
    expect(begun).toEqual([{ job: 'doctor', runId: `doctor-${SNAPSHOT}`, snapshot: SNAPSHOT }]);
  });

  it('fails a check when the stack refuses to count', async () => {
    const { ports, settings } = inspected([ALLOWED]);
    const refusal = new PropensityError('too_many_bytes', 'Too many.', { kind: 'refused', hint: 'Raise it.' });
    const events = eventsLike(ports.events, { countSnapshots: () => Promise.reject(refusal) });
    const report = await doctor({ ...ports, events }, settings, { snapshot: SNAPSHOT });
    expect(report.checks.find(({ name }) => name === 'features')).toEqual({
      name: 'features',
      status: 'fail',
      message: 'Too many.',
      hint: 'Raise it.',
    });
    expect(report).toMatchObject({ ok: false, snapshots: [] });
  });

  it('has no cost where a stack has none', async () => {
    const { ports, settings } = testStack();
    expect(await doctor(ports, settings, { snapshot: SNAPSHOT })).toMatchObject({ ok: true, cost: null });
  });
});

describe('doctor where reading costs', () => {
  it('counts positives once, also where they are too few and other windows might have more', async () => {
    const { ports: own, settings } = testStack({ target: { event: 'rare' } }, [
      ...EVENTS,
      { userId: 'user-0', name: 'rare', time: at('2026-02-13') },
    ]);
    let counted = 0;
    const counting = (events: Ports['events']) =>
      eventsLike(events, {
        countSnapshots: (days) => {
          counted += 1;
          return events.countSnapshots(days);
        },
      });
    const withWindows: Ports['withWindows'] = (windows) => {
      const made = own.withWindows!(windows);
      return { ...made, events: counting(made.events) };
    };
    const ports = { ...own, events: counting(own.events), withWindows };
    const free = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(free.checks.find(({ name }) => name === 'positives')?.status).toBe('fail');
    expect(counted).toBeGreaterThan(1);
    counted = 0;
    const inspection = { access: async () => [], cost: async () => null };
    expect((await doctor({ ...ports, inspection }, settings, { snapshot: SNAPSHOT })).cost).toBeNull();
    expect(counted).toBe(1);
  });
});

describe('doctor on days that say when they were written', () => {
  const withWrites = (ports: Ports, writtenAt: (date: string) => number): Ports => ({
    ...ports,
    events: eventsLike(ports.events, {
      days: async () => (await ports.events.days()).map((day) => ({ ...day, modifiedAt: writtenAt(day.date) })),
    }),
  });

  it('tells the last write, and that all were written after they had ended', async () => {
    const { ports, settings } = testStack();
    const report = await doctor(
      withWrites(ports, (date) => at(date, 30)),
      settings,
      { snapshot: SNAPSHOT },
    );
    expect(report.days).toMatchObject({ unfinished: [], last_written_at: '2026-03-02T06:00:00.000Z' });
    expect(report.checks.find(({ name }) => name === 'finality')?.status).toBe('ok');
  });

  it('warns of a day that was written before it ended', async () => {
    const { ports, settings } = testStack();
    const report = await doctor(
      withWrites(ports, (date) => at(date, date === '2026-03-01' ? 18 : 30)),
      settings,
      { snapshot: SNAPSHOT },
    );
    expect(report.days).toMatchObject({ unfinished: ['2026-03-01'], last_final: '2026-02-28' });
    expect(report.checks.find(({ name }) => name === 'finality')).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('2026-03-01'),
    });
  });

  it('says nothing of it where the store does not know', async () => {
    const { ports, settings } = testStack();
    const report = await doctor(ports, settings, { snapshot: SNAPSHOT });
    expect(report.days).toMatchObject({ unfinished: [], last_written_at: null });
    expect(report.checks.some(({ name }) => name === 'finality')).toBe(false);
  });
});
