import { describe, expect, it } from 'vitest';
import { type ExportSettings, exportScores } from '../../src/activation/export-scores.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { settingsOf } from '../../src/config/settings-of.js';
import { ExportGroupTable } from '../../src/in-memory/export-group-table.js';
import { InMemoryEventLog } from '../../src/in-memory/in-memory-event-log.js';
import { InMemoryScoreExports } from '../../src/in-memory/in-memory-score-exports.js';
import { silentProgress } from '../../src/ports/progress.js';
import type { ExportChoice, ExportedScore, ScoreExports } from '../../src/ports/score-exports.js';
import type { ProbaResult } from '../../src/results/results.js';

const SETTINGS: ExportSettings = { targetEvent: 'purchase', lookbackDays: 30 };
const NO_EVENTS = new InMemoryEventLog(
  [],
  settingsOf(parseConfig({ target: { event: 'purchase' }, source: { events: 'e/*.parquet' } }), 'test'),
);
const CHANGES: ExportChoice = { kind: 'changes' };

/** Users with scores that can be changed, and exports of them. */
function shop(users: Readonly<Record<string, number>> = { a: 0.9, b: 0.5, c: 0.1 }) {
  const probas = new Map(Object.entries(users));
  let now = Date.UTC(2026, 1, 9);
  const current = (target: string) =>
    target !== 'purchase'
      ? []
      : Array.from(
          probas,
          ([user_id, proba]): ProbaResult => ({
            user_id,
            proba,
            predicted_week: '2026-02-08',
            predicted_at: '2026-02-08T06:00:00.000Z',
            model: 'm',
            target,
            horizon_days: 7,
            selected: proba >= 0.5,
          }),
        );
  const exports = new InMemoryScoreExports({
    current,
    exportGroups: new ExportGroupTable(),
    weeks: () => new Set(['2026-02-08']),
  });
  return {
    exports,
    probas,
    setNow: (time: number) => {
      now = time;
    },
    async run(
      choice: ExportChoice = CHANGES,
      { destination = 'file', store = exports as ScoreExports, fail = false } = {},
    ) {
      const written: ExportedScore[] = [];
      const result = await exportScores(
        {
          exports: store,
          events: NO_EVENTS,
          predictions: { runs: async () => [] },
          clock: () => now,
          progress: silentProgress,
        },
        SETTINGS,
        {
          format: 'csv',
          choice,
          destination,
          fileName: 'scores.csv',
          async write({ read }) {
            await read((batch) => void written.push(...batch));
            if (fail) throw new Error('no room on the disk');
            return { sha256: 'ab'.repeat(32) };
          },
        },
      );
      return { result, users: written.map(({ user_id }) => user_id) };
    },
  };
}

/** The store, whose exports cannot be recorded. */
function withoutRecord(exports: ScoreExports): ScoreExports {
  return {
    list: (...scope) => exports.list(...scope),
    groups: (...scope) => exports.groups(...scope),
    stage: async (...asked) => ({
      ...(await exports.stage(...asked)),
      record: () => Promise.reject(new Error('killed')),
    }),
  };
}

describe('exportScores', () => {
  it('gives everyone at first, nobody then, and after one change that user', async () => {
    const { run, probas } = shop();
    const first = await run();
    expect(first).toEqual({
      result: {
        job: 'export',
        export_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        target: 'purchase',
        destination: 'file',
        kind: 'changes',
        n: null,
        since: null,
        exported_at: '2026-02-09T00:00:00.000Z',
        week: '2026-02-08',
        rows: 3,
        sha256: 'ab'.repeat(32),
        format: 'csv',
        held_out: 0,
        without_consent: null,
      },
      users: ['a', 'b', 'c'],
    });
    const second = await run();
    expect([second.users, second.result.rows, second.result.since]).toEqual([[], 0, '2026-02-09T00:00:00.000Z']);
    expect(second.result.export_id).not.toBe(first.result.export_id);
    probas.set('b', 0.51);
    expect((await run()).users).toEqual(['b']);
    expect((await run()).users).toEqual([]);
  });

  it('gives the same rows again where it was stopped before they were recorded, and records nothing then', async () => {
    const { run, exports } = shop();
    await expect(run(CHANGES, { store: withoutRecord(exports) })).rejects.toThrow('killed');
    await expect(run(CHANGES, { fail: true })).rejects.toThrow('no room');
    expect(await exports.list('purchase', 'file')).toEqual([]);
    expect((await run()).users).toEqual(['a', 'b', 'c']);
  });

  it('counts the sequence and not the clock', async () => {
    const { run, exports, setNow } = shop();
    await run();
    setNow(Date.UTC(2020, 0, 1));
    expect((await run()).result.since).toBe('2026-02-09T00:00:00.000Z');
    expect((await run()).result.since).toBe('2020-01-01T00:00:00.000Z');
    expect((await exports.list('purchase', 'file')).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('of two at once, one is refused', async () => {
    const { run } = shop();
    const ended = await Promise.allSettled([run(), run({ kind: 'all' })]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'exported_meanwhile', kind: 'conflict' },
    });
  });

  it('is given again to who was left out, and to another destination', async () => {
    const { run } = shop();
    expect((await run({ kind: 'top', n: 1 })).result).toMatchObject({ kind: 'top', n: 1, rows: 1 });
    expect((await run()).users).toEqual(['b', 'c']);
    expect((await run(CHANGES, { destination: 'ads' })).users).toEqual(['a', 'b', 'c']);
  });

  it('who has no prediction any more is not given, and is new once back', async () => {
    const { run, probas } = shop();
    await run();
    probas.delete('c');
    // With fewer users, tenths are others.
    expect((await run()).users).not.toContain('c');
    probas.set('c', 0.1);
    expect((await run()).users).toContain('c');
  });

  it.each([
    [{ kind: 'top', n: 0 }, 'file', 'bad_export'],
    [{ kind: 'top', n: 1.5 }, 'file', 'bad_export'],
    [{ kind: 'decile', n: 0 }, 'file', 'bad_export'],
    [{ kind: 'decile', n: 11 }, 'file', 'bad_export'],
    [CHANGES, '', 'bad_export'],
    [CHANGES, 'a b', 'bad_export'],
    [CHANGES, '../file', 'bad_export'],
    [CHANGES, 'x'.repeat(65), 'bad_export'],
  ] as const)('refuses %j to "%s"', async (choice, destination, code) => {
    const { run, exports } = shop();
    await expect(run(choice, { destination })).rejects.toMatchObject({ code, kind: 'usage' });
    expect(await exports.list('purchase', destination)).toEqual([]);
  });

  it.each([
    ['the lookback of the last day and two weeks more', ['2026-03-22', '2026-03-29'], undefined, '2026-02-15'],
    [
      'those of the newest two weeks where they are older',
      ['2026-01-05', '2026-02-02', '2026-03-02'],
      undefined,
      '2026-01-03',
    ],
    ['those that a model of its own windows has looked at', ['2026-03-22', '2026-03-29'], 60, '2026-01-21'],
  ])('looks for consent on %s', async (_, weeks, lookback, from) => {
    const { exports } = shop();
    const windows: unknown[] = [];
    const store: ScoreExports = {
      list: (...scope) => exports.list(...scope),
      groups: (...scope) => exports.groups(...scope),
      stage: (target, destination, choice, filter) => {
        windows.push(filter?.consent);
        return exports.stage(target, destination, choice);
      },
    };
    const days = { days: async () => [{ date: '2026-03-31' }] };
    const runs = weeks.map((snapshot) => ({ target: 'purchase', snapshot, result: { lookback_days: lookback } }));
    const others = [{ target: 'sign_up', snapshot: '2025-01-01', result: {} }];
    const ports = { exports: store, events: days, predictions: { runs: async () => [...others, ...runs] } };
    await exportScores(
      { ...ports, clock: () => 0, progress: silentProgress } as unknown as Parameters<typeof exportScores>[0],
      { ...SETTINGS, saysConsent: true },
      {
        format: 'csv',
        choice: CHANGES,
        destination: 'file',
        fileName: 'scores.csv',
        forAds: true,
        write: async () => ({ sha256: 'ab'.repeat(32) }),
      },
    );
    expect(windows).toEqual([{ from, until: '2026-04-01', unknown: 'denied' }]);
  });

  it('refuses where nobody has a prediction', async () => {
    const { run, exports } = shop({});
    await expect(run({ kind: 'all' })).rejects.toMatchObject({ code: 'no_predictions', kind: 'refused' });
    expect(await exports.list('purchase', 'file')).toEqual([]);
  });
});
