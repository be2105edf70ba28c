import { describe, expect, it } from 'vitest';
import type { PublishedRun } from '../../src/ports/prediction-store.js';
import type { HistoryRows } from '../../src/ports/stored-state.js';
import { checkHistory } from '../../src/verification/check-runs.js';

const MODEL = 'purchase-2026-01-01-abcdef01';

function runOf(snapshot: string, change: Partial<PublishedRun> = {}): PublishedRun {
  const runId = `predictions-${snapshot}`;
  return {
    runId,
    target: 'purchase',
    snapshot,
    model: MODEL,
    sha256: 'a',
    predictedAt: `${snapshot}T05:00:00.000Z`,
    inSample: false,
    horizonDays: 7,
    allowedMissingDays: [],
    scoresChecksum: 12,
    result: {
      job: 'predictions',
      run_id: runId,
      snapshot,
      model: MODEL,
      in_sample: false,
      counts: { scored: 10, overwritten: 0, appended: 10, kept: 0, selected: 2 },
    },
    ...change,
  };
}

function rowsOf(week: string, change: Partial<HistoryRows> = {}): HistoryRows {
  return {
    target: 'purchase',
    week,
    model: MODEL,
    runId: `predictions-${week}`,
    rows: 10,
    users: 10,
    badRows: 0,
    selected: 2,
    checksum: 12,
    ...change,
  };
}

const WEEKS = ['2026-02-02', '2026-02-09', '2026-02-16'];
const RUNS = WEEKS.map((week) => runOf(week));
const kept = { mayBePruned: () => false };
const pruned = { mayBePruned: () => true };

describe('checkHistory', () => {
  it('finds nothing where each run has its rows', () => {
    expect(
      checkHistory(
        WEEKS.map((week) => rowsOf(week)),
        RUNS,
        kept,
      ),
    ).toEqual([]);
  });

  it.each([
    [{ rows: 9, users: 9 }, 'It has 9 rows; the run scored 10 users.'],
    [{ rows: 10, users: 9 }, '10 rows are of 9 users.'],
    [{ badRows: 1 }, '1 rows have no user, or no probability in [0, 1].'],
    [{ selected: 3 }, '3 users are selected; the run selected 2.'],
    [{ checksum: 13 }, 'Its scores are not those that were published.'],
    [{ runId: 'another' }, '10 rows are of the run another, which did not publish that week.'],
    [{ target: null }, '10 rows are of the run predictions-2026-02-09, which did not publish that week.'],
  ])('finds rows with %j', (change, message) => {
    const history = [rowsOf(WEEKS[0]!), rowsOf(WEEKS[1]!, change), rowsOf(WEEKS[2]!)];
    expect(checkHistory(history, RUNS, kept)).toEqual([{ area: 'history', row: `${WEEKS[1]} ${MODEL}`, message }]);
  });

  it('takes runs of earlier versions as they are: without a checksum or a number of selected users', () => {
    const { scoresChecksum: _, ...before } = runOf(WEEKS[0]!);
    const { selected: __, ...counts } = before.result.counts;
    const run = { ...before, result: { ...before.result, counts } };
    expect(checkHistory([rowsOf(WEEKS[0]!)], [run], kept)).toEqual([]);
  });

  it('misses a week, unless it may have been deleted for its age', () => {
    const message = 'It has no rows; the run scored 10 users.';
    const without = (week: string) => WEEKS.filter((each) => each !== week).map((each) => rowsOf(each));
    const missing = (week: string) => [{ area: 'history', row: `${week} ${MODEL}`, message }];
    expect(checkHistory(without(WEEKS[0]!), RUNS, kept)).toEqual(missing(WEEKS[0]!));
    expect(checkHistory(without(WEEKS[0]!), RUNS, pruned)).toEqual([]);
    expect(checkHistory(without(WEEKS[1]!), RUNS, pruned)).toEqual(missing(WEEKS[1]!));
  });

  it('takes the rows of any run of a week and model', () => {
    const again = runOf(WEEKS[0]!, { runId: 'again' });
    const runs = [runOf(WEEKS[0]!), again];
    expect(checkHistory([rowsOf(WEEKS[0]!, { runId: 'again' })], runs, kept)).toEqual([]);
    expect(checkHistory([rowsOf(WEEKS[0]!)], runs, kept)).toEqual([]);
    expect(checkHistory([], runs, kept)).toHaveLength(1);
  });

  it('allows a week as many rows less as users were forgotten, with what they were selected, and no more', () => {
    const found = (change: Partial<HistoryRows>, forgotten: number) =>
      checkHistory([rowsOf(WEEKS[0]!, change)], [RUNS[0]!], { ...kept, forgotten }).map(({ message }) => message);
    const erased = { rows: 8, users: 8, checksum: 7 };
    expect(found({ ...erased, selected: 0 }, 2)).toEqual([]);
    expect(found({ ...erased, selected: 2 }, 3)).toEqual([]);
    expect(found({ ...erased, selected: 3 }, 2)).toEqual([expect.stringContaining('3 users are selected')]);
    expect(found({ ...erased, selected: 2 }, 1)).toEqual([
      expect.stringContaining('It has 8 rows'),
      expect.stringContaining('not those that were published'),
    ]);
    // Nobody is gone from this one: its scores are still compared.
    expect(found({ checksum: 7 }, 2)).toEqual([expect.stringContaining('not those that were published')]);
    expect(found({ rows: 9, users: 9, selected: 0 }, 2)).toEqual([expect.stringContaining('0 users are selected')]);
  });
});
