import type { ModelArtifact } from '@propensity/core';
import { chosenRows, scoreRows } from '@propensity/core/activation';
import type { Selection } from '@propensity/core/decisions';
import { holdoutGroups, isHeldOut } from '@propensity/core/holdout';
import type { ExportChoice, ExportedScore, ScoreExport, ScoreExports, StagedExport } from '@propensity/core/ports';
import { dayAt } from '@propensity/core/windows';
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

    describe('with held-out users', () => {
      const holdout = { share: 0.3, seed: 7 };
      /** Exports, records, and says who was in it. */
      const held = async (
        choice: ExportChoice,
        sequence: number,
        { share = holdout.share, seed = holdout.seed, destination = 'file', record = true } = {},
      ) => {
        const staged = await exports.stage(TARGET, destination, choice, { holdout: { share, seed } });
        try {
          const rows = await readAll(staged);
          expect(staged.rows).toBe(rows.length);
          const more = { exportId: `${destination}-${sequence}`, destination, heldOut: staged.heldOut };
          const done = exportOf(sequence, choice, rows, staged.week!, more);
          if (record) await staged.record(done);
          return { rows, heldOut: staged.heldOut, done };
        } finally {
          await staged.discard();
        }
      };
      const idsOf = (rows: readonly ExportedScore[]) => rows.map(({ user_id }) => user_id);

      it('leaves them out of every choice, without changing who else is in it', async () => {
        await publish(first.snapshot, FEW);
        const all = await rowsOf({ kind: 'all' });
        for (const choice of [...CHOICES, { kind: 'all' } as const]) {
          const everyone = chosenRows(all, choice, new Map());
          const { rows, heldOut } = await held(choice, 1, { record: false });
          expect([choice, rows]).toEqual([choice, everyone.filter(({ user_id }) => !isHeldOut(user_id, holdout))]);
          expect(heldOut).toBe(everyone.length - rows.length);
        }
        expect(all.some(({ user_id }) => isHeldOut(user_id, holdout))).toBe(true);
      });

      it('gives them once they are held out no more, and again nobody twice', async () => {
        await publish(first.snapshot);
        const all = await rowsOf({ kind: 'all' });
        const { rows, done } = await held({ kind: 'changes' }, 1);
        expect(await exports.list(TARGET, 'file')).toEqual([done]);
        expect((await held({ kind: 'changes' }, 2)).rows).toEqual([]);
        const fewer = await held({ kind: 'changes' }, 3, { share: 0.1 });
        const back = all.filter(
          ({ user_id }) => isHeldOut(user_id, holdout) && !isHeldOut(user_id, { share: 0.1, seed: 7 }),
        );
        expect(fewer.rows).toEqual(back);
        expect(back.length).toBeGreaterThan(0);
        expect(idsOf([...rows, ...back])).toHaveLength(new Set(idsOf([...rows, ...back])).size);
        const left = all.filter(({ user_id }) => isHeldOut(user_id, { share: 0.1, seed: 7 }));
        // Of an export without anybody held out.
        expect(await rowsOf({ kind: 'changes' })).toEqual(left);
      });

      it('notes who is in which group once a week, counts who converted, and compares as core does', async () => {
        await publish(first.snapshot);
        const tops = await held({ kind: 'top', n: 9 }, 1);
        await held({ kind: 'all' }, 2);
        await held({ kind: 'decile', n: 1 }, 1, { destination: 'ads' });
        // Another seed is another comparison.
        await held({ kind: 'all' }, 1, { destination: 'new', seed: 8 });
        expect(tops.rows.length + tops.heldOut).toBe(9);
        const all = await rowsOf({ kind: 'all' });
        expect(await exports.groups('another', 7)).toEqual([]);
        const pending = await exports.groups(TARGET, 7);
        expect(pending).toEqual([
          { destination: 'ads', strata: [], pending: [first.snapshot], designEffect: 1, degreesOfFreedom: 4 },
          { destination: 'file', strata: [], pending: [first.snapshot], designEffect: 1, degreesOfFreedom: 4 },
        ]);
        await publish(second.snapshot);
        const later = (await rowsOf({ kind: 'all' })).filter(({ decile }) => decile !== null);
        await held({ kind: 'all' }, 3);
        await stack.ports.predictions.settleGroups(first.snapshot, TARGET);
        const usersOf = (rows: readonly ExportedScore[], week: (typeof fixtureWeeks)[number], destination = 'file') => {
          const { converters } = factsOf(shopFixture.events, week, shopTarget);
          return rows.map(({ user_id, decile }) => ({
            user_id,
            destination,
            week: week.snapshot,
            decile: decile!,
            held_out: isHeldOut(user_id, holdout),
            converted: converters.has(user_id),
          }));
        };
        const file = usersOf(all, first);
        const ads = usersOf(
          all.filter(({ decile }) => decile === 1),
          first,
          'ads',
        );
        const expected = (users: ReturnType<typeof usersOf>) =>
          holdoutGroups(users).map((each) => ({
            ...each,
            pending: each.destination === 'file' ? [second.snapshot] : [],
          }));
        expect(await exports.groups(TARGET, 7)).toEqual(expected([...ads, ...file]));
        await stack.ports.predictions.settleGroups(second.snapshot, TARGET);
        const both = holdoutGroups([...ads, ...file, ...usersOf(later, second)]);
        expect(await exports.groups(TARGET, 7)).toEqual(both);
        expect(both[1]!.strata.some(({ exported, held_out }) => exported.n > 0 && held_out.n > 0)).toBe(true);
        expect(both[1]!.strata.some(({ exported, held_out }) => exported.converted + held_out.converted > 0)).toBe(
          true,
        );
      });

      it('forgets the weeks whose predictions are kept no longer', async () => {
        await publish(first.snapshot);
        await held({ kind: 'all' }, 1);
        await publish(third.snapshot, EVERYONE, model, third.snapshot);
        // At once: there may be no further export.
        expect(await exports.groups(TARGET, 7)).toEqual([]);
        await held({ kind: 'all' }, 2);
        expect(await exports.groups(TARGET, 7)).toMatchObject([{ destination: 'file', pending: [third.snapshot] }]);
      });
    });

    describe('of users who have consented to ads', () => {
      const window = { from: shopFixture.firstDay, until: '2021-03-24' };
      /** By the fixture's events, whose consent follows from their moment. */
      const agreed = (unknown: 'denied' | 'granted') => {
        const zone = 'America/New_York';
        const last = new Map<string, { time: number; said: unknown }>();
        for (const { userId, time, fields } of shopFixture.events) {
          const inWindow = dayAt(time, zone) >= window.from && dayAt(time, zone) < window.until;
          const said = fields!['privacy_info.ads_storage'];
          if (userId && inWindow && time >= (last.get(userId)?.time ?? 0)) last.set(userId, { time, said });
        }
        const agrees = (said: unknown) => (unknown === 'granted' ? said !== 'No' : said === 'Yes');
        return new Set([...last].filter(([, { said }]) => agrees(said)).map(([userId]) => userId));
      };
      const stageAgreed = async (unknown: 'denied' | 'granted', choice: ExportChoice = { kind: 'all' }) =>
        exports.stage(TARGET, 'ads', choice, { consent: { ...window, unknown } });

      it.each(['denied', 'granted'] as const)('gives them alone, with unknown consent taken as %s', async (unknown) => {
        await publish(first.snapshot);
        const all = await rowsOf({ kind: 'all' });
        const staged = await stageAgreed(unknown);
        const rows = await readAll(staged);
        const wanted = all.filter(({ user_id }) => agreed(unknown).has(user_id));
        expect(rows).toEqual(wanted);
        expect([staged.rows, staged.heldOut, staged.withoutConsent]).toEqual([
          rows.length,
          0,
          all.length - rows.length,
        ]);
        expect(rows.length).toBeGreaterThan(5);
        expect(staged.withoutConsent).toBeGreaterThan(5);
        await staged.discard();
      });

      it('counts nobody as given or compared who has not consented', async () => {
        await publish(first.snapshot);
        const all = await rowsOf({ kind: 'all' });
        const holdout = { share: 0.4, seed: 0 };
        const staged = await exports.stage(
          TARGET,
          'ads',
          { kind: 'all' },
          {
            holdout,
            consent: { ...window, unknown: 'denied' },
          },
        );
        const rows = await readAll(staged);
        const consented = all.filter(({ user_id }) => agreed('denied').has(user_id));
        expect(staged.rows + staged.heldOut).toBe(consented.length);
        await staged.record(exportOf(1, { kind: 'all' }, rows, staged.week!, { destination: 'ads' }));
        await staged.discard();
        await stack.ports.predictions.settleGroups(first.snapshot, TARGET);
        const [groups] = await exports.groups(TARGET, 0);
        const grouped = groups!.strata.reduce((sum, { exported, held_out }) => sum + exported.n + held_out.n, 0);
        expect(grouped).toBe(consented.length);
        // The others are new to the destination, should they consent.
        const later = await rowsOf({ kind: 'changes' }, 'ads');
        const given = new Set(rows.map(({ user_id }) => user_id));
        expect(later).toEqual(all.filter(({ user_id }) => !given.has(user_id)));
      });
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
