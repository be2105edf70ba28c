import type { ModelArtifact } from '@propensity/core';
import { chosenRows, scoreRows } from '@propensity/core/activation';
import type { Selection } from '@propensity/core/decisions';
import type { ExportChoice, ExportedScore, ScoreExport, ScoreExports, StagedExport } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { sampleArtifact } from '../samples/sample-artifact.js';
import { factsOf, fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture, shopTarget } from '../support/shop-fixture.js';

const TARGET = "it's a \\ target";
const [first, second, third] = fixtureWeeks;
const FEW: Selection = { topUsers: 7 };
const EVERYONE: Selection = { threshold: 0 };

/** What every `ScoreExports` has to do: choose rows as core does, and record all of an export or nothing. */
export function scoreExportsSuite(create: CreateStack): void {
  describe('ScoreExports', () => {
    let stack: ConformanceStack;
    let exports: ScoreExports;
    let model: ModelArtifact;
    beforeEach(async () => {
      stack = await create(shopFixture);
      exports = stack.ports.exports;
      model = sampleArtifact(stack.ports.snapshots.features, 'model-a', -2);
    });
    afterEach(() => stack.close());

    const publish = async (snapshot: string, selection = EVERYONE, artifact = model, forgetBefore?: string) => {
      await stack.ports.snapshots.materialise(snapshot);
      const staged = await stack.ports.predictions.stage(artifact, snapshot);
      const run = {
        runId: `run-${snapshot}-${artifact.name}`,
        target: TARGET,
        snapshot,
        model: artifact.name,
        sha256: 'cd'.repeat(32),
        predictedAt: '2021-04-01T10:20:30.456Z',
        inSample: false,
        horizonDays: 7,
        allowedMissingDays: [],
        selection,
      };
      await staged.publish(run, forgetBefore);
      await staged.discard();
    };
    const rowsOf = async (choice: ExportChoice, destination = 'file', target = TARGET) => {
      const staged = await exports.stage(target, destination, choice);
      try {
        const rows = await readAll(staged);
        expect(staged.rows).toBe(rows.length);
        return rows;
      } finally {
        await staged.discard();
      }
    };
    /** Exports and records. */
    const exported = async (choice: ExportChoice, sequence: number, more: Partial<ScoreExport> = {}) => {
      const staged = await exports.stage(TARGET, more.destination ?? 'file', choice);
      try {
        const rows = await readAll(staged);
        const done = exportOf(sequence, choice, rows, staged.week!, more);
        await staged.record(done);
        return { rows, done };
      } finally {
        await staged.discard();
      }
    };

    it('finds nobody and no export at first', async () => {
      expect(await exports.list(TARGET, 'file')).toEqual([]);
      const staged = await exports.stage(TARGET, 'file', { kind: 'changes' });
      expect([staged.rows, staged.week, await readAll(staged)]).toEqual([0, null, []]);
      await staged.discard();
    });

    it('gives everyone in the order of their scores, with deciles and marks of the newest week', async () => {
      await publish(first.snapshot);
      await publish(second.snapshot, FEW);
      const rows = await rowsOf({ kind: 'all' });
      const [old, now] = [first, second].map((week) => [
        ...factsOf(shopFixture.events, week, shopTarget).eventCounts.keys(),
      ]) as [string[], string[]];
      expect(rows.map(({ user_id }) => user_id).sort()).toEqual([...new Set([...old, ...now])].sort());
      // What the predictions say: everyone was selected in the older week.
      const predictions = rows.map((row) => ({ ...row, target: TARGET, horizon_days: 7 }));
      const said = predictions.map((row) => ({
        ...row,
        selected: row.selected || row.predicted_week < second.snapshot,
      }));
      expect(rows).toEqual(scoreRows(said));
      const stale = rows.filter(({ decile }) => decile === null);
      expect(stale.every((row) => row.predicted_week === first.snapshot && !row.selected)).toBe(true);
      expect(stale.map(({ user_id }) => user_id).sort()).toEqual(old.filter((user) => !now.includes(user)).sort());
      expect(rows.filter(({ selected }) => selected)).toHaveLength(7);
      for (const user of ['O\'Brien \\ "x"; --', 'never-back']) {
        const row = rows.find(({ user_id }) => user_id === user)!;
        const found = await stack.ports.predictions.find(user, TARGET);
        const { proba, model, predicted_week, predicted_at } = found!;
        expect(row).toMatchObject({ proba, model, predicted_week, predicted_at });
      }
      for (const choice of CHOICES) {
        expect([choice, await rowsOf(choice)]).toEqual([choice, chosenRows(rows, choice, new Map())]);
      }
    });

    it('gives what has changed since the last export of the destination, and nothing twice', async () => {
      await publish(first.snapshot);
      const { rows: before } = await exported({ kind: 'changes' }, 1);
      expect(before.length).toBeGreaterThan(20);
      expect(await rowsOf({ kind: 'changes' })).toEqual([]);
      // Of another destination, or target, nothing is known.
      expect(await rowsOf({ kind: 'changes' }, 'ads')).toEqual(before);
      expect(await rowsOf({ kind: 'changes' }, 'file', 'another')).toEqual([]);
      await publish(second.snapshot);
      const given = new Map(before.map((row) => [row.user_id, row]));
      const changed = chosenRows(await rowsOf({ kind: 'all' }), { kind: 'changes' }, given);
      expect((await exported({ kind: 'changes' }, 2)).rows).toEqual(changed);
      expect(await rowsOf({ kind: 'changes' })).toEqual([]);
    });

    it('counts as given only what an export held, and forgets who has no prediction any more', async () => {
      await publish(first.snapshot);
      const all = await rowsOf({ kind: 'all' });
      await exported({ kind: 'top', n: 5 }, 1);
      expect(await rowsOf({ kind: 'changes' })).toEqual(all.slice(5));
      await exported({ kind: 'all' }, 2);
      // One user marked otherwise: the same scores of the same week.
      await publish(first.snapshot, { topUsers: all.length - 1 });
      expect(await rowsOf({ kind: 'changes' })).toEqual([{ ...all.at(-1)!, selected: false }]);
      await publish(third.snapshot, EVERYONE, model, third.snapshot);
      const { rows } = await exported({ kind: 'changes' }, 3);
      const left = new Set((await rowsOf({ kind: 'all' })).map(({ user_id }) => user_id));
      expect(left.size).toBeLessThan(all.length + rows.length);
      // Scored in the first week only: gone, and new once they are back.
      const gone = all.filter(({ user_id }) => !left.has(user_id));
      expect(gone.length).toBeGreaterThan(0);
      expect(rows.some(({ user_id }) => !left.has(user_id))).toBe(false);
    });

    it('keeps the rows of an export as they were chosen, whatever is published meanwhile', async () => {
      await publish(first.snapshot);
      const staged = await exports.stage(TARGET, 'file', { kind: 'changes' });
      const before = await readAll(staged);
      const other = sampleArtifact(stack.ports.snapshots.features, 'model-b', -1);
      await publish(first.snapshot, EVERYONE, other);
      expect(await readAll(staged)).toEqual(before);
      await staged.record(exportOf(1, { kind: 'changes' }, before, staged.week!));
      await staged.discard();
      const after = await rowsOf({ kind: 'changes' });
      expect(after.map(({ model }) => model)).toEqual(before.map(() => 'model-b'));
    });

    it('gives exports back as they were recorded; of two at once one is refused, and changes nothing', async () => {
      await publish(first.snapshot);
      const staged = await exports.stage(TARGET, 'file', { kind: 'changes' });
      const { done } = await exported({ kind: 'top', n: 3 }, 1, { fileName: "ünï 'x' \\ \".csv" });
      const late = exportOf(1, { kind: 'changes' }, await readAll(staged), staged.week!, { exportId: 'late' });
      await expect(staged.record(late)).rejects.toMatchObject({ code: 'exported_meanwhile', kind: 'conflict' });
      await staged.discard();
      expect(await exports.list(TARGET, 'file')).toEqual([done]);
      const all = await rowsOf({ kind: 'all' });
      expect(await rowsOf({ kind: 'changes' })).toEqual(all.slice(3));
      const ads = await exported({ kind: 'decile', n: 2 }, 1, { destination: 'ads', exportId: 'ads-1' });
      const next = await exported({ kind: 'changes' }, 2, { exportedAt: '2020-01-01T00:00:00.000Z' });
      expect(await exports.list(TARGET, 'file')).toEqual([done, next.done]);
      expect(await exports.list(TARGET, 'ads')).toEqual([ads.done]);
      expect(await exports.list('another', 'file')).toEqual([]);
    });
  });
}

const CHOICES: readonly ExportChoice[] = [
  { kind: 'changes' },
  { kind: 'top', n: 1 },
  { kind: 'top', n: 11 },
  { kind: 'top', n: 1_000_000 },
  { kind: 'decile', n: 1 },
  { kind: 'decile', n: 10 },
  { kind: 'selected' },
];

async function readAll(staged: StagedExport): Promise<ExportedScore[]> {
  const rows: ExportedScore[] = [];
  await staged.read((batch) => void rows.push(...batch));
  return rows;
}

function exportOf(
  sequence: number,
  choice: ExportChoice,
  rows: readonly ExportedScore[],
  week: string,
  more: Partial<ScoreExport> = {},
): ScoreExport {
  return {
    exportId: `export-${sequence}`,
    sequence,
    target: TARGET,
    destination: 'file',
    exportedAt: '2021-04-01T10:20:30.456Z',
    week,
    kind: choice.kind,
    n: 'n' in choice ? choice.n : null,
    rows: rows.length,
    sha256: 'ab'.repeat(32),
    fileName: 'scores.csv',
    format: 'csv',
    heldOut: 0,
    withoutConsent: null,
    ...more,
  };
}
