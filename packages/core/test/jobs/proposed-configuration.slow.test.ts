import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import { settingsOf } from '../../src/config/settings-of.js';
import type { InMemoryEvent } from '../../src/in-memory/in-memory-event-log.js';
import { inMemoryPorts } from '../../src/in-memory/in-memory-ports.js';
import { doctor } from '../../src/jobs/doctor.js';
import type { DoctorReport } from '../../src/results/doctor-report.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { at, uniform } from '../support/synthetic-shop.js';

const FIRST = '2026-01-01';
const USERS = 24;

/** 24 users who come every third day and buy on four of five, over so many days. */
function shop(days: number, buys = 0.8): InMemoryEvent[] {
  const next = uniform(3);
  return Array.from({ length: days }, (_, day) =>
    Array.from({ length: USERS }, (_, user): InMemoryEvent[] => {
      const time = at(addDays(FIRST, day));
      const come = { userId: `user-${user}`, name: 'page_view', time };
      if (day > 0 && next() > 0.33) return user === 0 ? [come] : [];
      return [come, ...(next() < buys ? [{ ...come, name: 'purchase', time: time + 1 }] : [])];
    }).flat(),
  ).flat();
}

type Lines = object;

function merged(config: Lines, lines: Lines): Lines {
  type Parts = { readonly training?: object; readonly source?: object };
  const { training, source, ...rest } = lines as Parts;
  const { training: before, source: from, ...others } = config as Parts;
  return {
    ...others,
    ...rest,
    training: { ...before, ...training },
    source: { ...from, ...source },
  };
}

/** Doctor's report on the events, `after` days after the last of them. */
function report(events: readonly InMemoryEvent[], config: Lines, days: number, after: number, snapshot?: string) {
  const settings = settingsOf(parseConfig(config), 'test');
  const ports = inMemoryPorts({ events, settings, clock: () => at(addDays(FIRST, days - 1 + after)) });
  return doctor(ports, settings, { snapshot });
}

const BASE = { source: { events: 'none' }, target: { event: 'purchase' } };
const DEFAULTS = { ...BASE, lookbackDays: 60, training: { snapshots: 8 } };

const failedIn = ({ checks }: DoctorReport) => checks.filter(({ status }) => status === 'fail').map(({ name }) => name);

describe('the lines that doctor proposes', () => {
  it.each(Array.from({ length: 112 }, (_, index) => index + 9))(
    'pass for %d days of export',
    async (days) => {
      const events = shop(days);
      for (const after of [1, 10]) {
        // From 25 days on, what is left out fits by itself.
        for (const config of days < 25 ? [DEFAULTS, BASE] : [DEFAULTS]) {
          const first = await report(events, config, days, after);
          if (first.ok) {
            expect(first.proposal).toBeNull();
            continue;
          }
          expect(first.proposal).toMatchObject({ passes: true });
          const second = await report(events, merged(config, first.proposal!.configuration), days, after);
          expect(failedIn(second)).toEqual([]);
          expect(second.snapshots).toEqual(first.proposal!.snapshots);
          expect(second.proposal).toBeNull();
        }
      }
    },
    60_000,
  );

  it('are no more than has to change', async () => {
    const lines = async (config: Lines) => (await report(shop(32), config, 32, 10)).proposal?.configuration;
    expect(await lines(DEFAULTS)).toEqual({ lookbackDays: 14, training: { snapshots: 2 } });
    expect(await lines({ ...DEFAULTS, lookbackDays: 14 })).toEqual({ training: { snapshots: 2 } });
    expect(await lines({ ...DEFAULTS, training: { snapshots: 2 } })).toEqual({ lookbackDays: 14 });
    expect(await lines(BASE)).toBeUndefined();
  });

  it('allow the days that are missing, beside those that are already allowed', async () => {
    const holed = shop(40).filter(
      ({ time }) => !['2026-01-20', '2026-01-30'].includes(new Date(time).toISOString().slice(0, 10)),
    );
    const config = { ...BASE, source: { events: 'none', allowMissingDays: ['2026-01-20'] } };
    const first = await report(holed, config, 40, 10);
    expect(failedIn(first)).toEqual(['windows']);
    const lines = first.proposal!.configuration;
    expect(lines).toMatchObject({ source: { allowMissingDays: ['2026-01-20', '2026-01-30'] } });
    expect((await report(holed, merged(config, lines), 40, 10)).ok).toBe(true);
  });

  it('fit the days after a gap, in place of allowing one that is no lost day or two', async () => {
    const holed = [...shop(50), { userId: 'user-0', name: 'page_view', time: at(addDays(FIRST, -214)) }];
    const config = { ...BASE, lookbackDays: 40, training: { snapshots: 8 } };
    const first = await report(holed, config, 50, 10);
    expect(failedIn(first)).toEqual(['windows']);
    const lines = first.proposal!.configuration;
    expect(lines.source).toBeUndefined();
    const fitted = await report(holed, merged(config, lines), 50, 10);
    expect(fitted.ok).toBe(true);
    expect(fitted.checks.filter(({ name }) => name === 'windows').map(({ status }) => status)).toEqual(['ok']);
    for (const { users } of fitted.snapshots) expect(users).toBe(USERS);
  });

  it('raise what gives more positives where there are too few, and say so where nothing does', async () => {
    const rare = shop(60, 0.06);
    const first = await report(rare, { ...BASE, lookbackDays: 40, training: { snapshots: 2 } }, 60, 10);
    expect(failedIn(first)).toEqual(['positives']);
    expect(first.proposal).toMatchObject({ passes: true });
    expect(first.proposal!.configuration).not.toEqual({});
    const hopeless = await report(shop(32, 0.001), DEFAULTS, 32, 10);
    expect(failedIn(hopeless)).toEqual(expect.arrayContaining(['windows', 'positives']));
    expect(hopeless.proposal).toMatchObject({ passes: false });
  });

  it('are none where no line would help', async () => {
    const other = await report(shop(60), { ...BASE, target: { event: 'purchas' } }, 60, 10);
    expect(failedIn(other)).toEqual(expect.arrayContaining(['target']));
    expect(other.proposal?.passes ?? false).toBe(false);
    const notFinal = await report(shop(60), BASE, 60, 10, '2026-02-28');
    expect(notFinal).toMatchObject({ ok: false, proposal: null });
  });
});

it('the windows check lists all that is wrong with the windows', async () => {
  const holed = shop(40).filter(({ time }) => new Date(time).toISOString().slice(0, 10) !== '2026-01-30');
  const { checks } = await report(holed, DEFAULTS, 40, 10, '2026-02-05');
  const { message, hint } = checks.find(({ name }) => name === 'windows')!;
  expect(message).toContain('The labels of 2026-02-05 need every day until 2026-02-11');
  expect(message).toContain('60 days of behaviour before each of 8 snapshots and 7 of labels need 116 days of export');
  expect(message).toContain('2026-01-30');
  expect(hint).toContain('The newest snapshot that can be trained on is');
  expect(hint).toContain('The export begins on 2026-01-01');
});
