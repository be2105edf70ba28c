import type { ModelArtifact } from '@propensity/core';
import type { CountedScores } from '@propensity/core/counted-scores';
import { forgetUsers } from '@propensity/core/erasure';
import type { ExportedScore } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { sampleArtifact } from '../samples/sample-artifact.js';
import { factsOf, fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture, shopTarget } from '../support/shop-fixture.js';

const TARGET = shopTarget;
const AT = '2021-04-02T03:04:05.678Z';
const [first, second, third] = fixtureWeeks.map((week) => ({
  snapshot: week.snapshot,
  ...factsOf(shopFixture.events, week, shopTarget),
})) as [Week, Week, Week];
/** An id that quoting could break. */
const QUOTED = 'O\'Brien \\ "x"; --';

type Week = ReturnType<typeof factsOf> & { readonly snapshot: string };

/** What every `Erasure` has to do: take users out of everything, for good, and leave the others alone. */
export function erasureSuite(create: CreateStack): void {
  describe('Erasure', () => {
    let stack: ConformanceStack;
    let model: ModelArtifact;
    beforeEach(async () => {
      stack = await create(shopFixture);
      model = sampleArtifact(stack.ports.snapshots.features, 'model-a', -2);
    });
    afterEach(() => stack.close());

    const publish = async ({ snapshot }: Week) => {
      await stack.ports.snapshots.materialise(snapshot);
      const staged = await stack.ports.predictions.stage(model, snapshot);
      await staged.publish({
        runId: `run-${snapshot}`,
        target: TARGET,
        snapshot,
        model: model.name,
        sha256: 'cd'.repeat(32),
        predictedAt: '2021-04-01T10:20:30.456Z',
        inSample: false,
        horizonDays: 7,
        allowedMissingDays: [],
        selection: { threshold: 0 },
      });
      await staged.discard();
    };
    const scores = async (): Promise<readonly ExportedScore[]> => {
      const staged = await stack.ports.exports.stage(TARGET, 'nobody', { kind: 'all' });
      const rows: ExportedScore[] = [];
      await staged.read((batch) => void rows.push(...batch));
      await staged.discard();
      return rows;
    };
    const exportAll = async () => {
      const staged = await stack.ports.exports.stage(TARGET, 'ads', { kind: 'all' });
      const facts = { target: TARGET, destination: 'ads', week: staged.week!, kind: 'all', n: null } as const;
      const file = { sha256: 'ab'.repeat(32), fileName: 'scores.csv', exportedAt: '2021-04-01T11:00:00.000Z' };
      const whole = { format: 'scores', heldOut: 0, withoutConsent: null } as const;
      await staged.record({ exportId: 'export-1', sequence: 1, rows: staged.rows, ...facts, ...file, ...whole });
      await staged.discard();
    };
    const historyOf = async ({ snapshot }: Week) =>
      usersIn((await stack.ports.predictions.readOutcomes(snapshot, model.name, EXACT)).proba);

    it('takes users out of everything, and leaves the others as they were', async () => {
      await publish(first);
      await publish(second);
      await exportAll();
      const before = await scores();
      const gone = [QUOTED, 'never-back'];
      const inWeeks = [first, second].map(({ eventCounts }) => gone.filter((user) => eventCounts.has(user)).length);
      const { erasure } = stack.ports;
      // A search that finds nothing says something only where it finds what is there.
      const there = (await erasure.search(gone)).found.map(({ place }) => place);
      expect(there).toEqual(expect.arrayContaining([expect.stringContaining('ma_predictions_table')]));

      const erased = await erasure.erase(gone, AT);
      const rows = new Map(erased.map(({ table, rows }) => [table.replace(/.*\./, ''), rows]));
      const history = inWeeks[0]! + inWeeks[1]!;
      // What is computed on the way is kept by some stacks, for a while.
      rows.delete('ma_flat_events_*');
      // A store of its own for lookups, where there is one that is not written anew, holds the users of the current predictions.
      const served = (await stack.ports.serving?.state())?.place;
      if (served !== undefined && rows.has(served)) {
        expect(rows.get(served)).toBe(2);
        rows.delete(served);
      }
      expect(Object.fromEntries(rows)).toEqual({
        ma_predictions_table: 2,
        ma_predictions_history: history,
        ma_exported_scores: 2,
        'ma_features_*': history,
      });
      expect((await erasure.search(gone)).found).toEqual([]);
      for (const user of gone) expect(await stack.ports.predictions.find(user, TARGET)).toBeNull();
      expect(await scores()).toEqual(decilesAside(before, await scores(), gone));
      expect(await historyOf(first)).toBe(first.eventCounts.size - inWeeks[0]!);
      await stack.ports.snapshots.materialise(second.snapshot);
      const { userBucket } = await stack.ports.snapshots.readLabelled([second.snapshot]);
      expect(userBucket).toHaveLength(second.eventCounts.size - inWeeks[1]!);
      expect(await erasure.exportedFiles()).toEqual([
        { fileName: 'scores.csv', destination: 'ads', exportedAt: '2021-04-01T11:00:00.000Z' },
      ]);
      expect(await erasure.erase(gone, AT)).toEqual([]);
      // The stack goes on with another week, of which it has read some days before.
      await publish(third);
      expect((await erasure.search(gone)).found).toEqual([]);
      expect(await historyOf(third)).toBe(
        third.eventCounts.size - gone.filter((user) => third.eventCounts.has(user)).length,
      );
    });

    it('keeps them out of later snapshots, scores, counts and reach', async () => {
      const { events, snapshots, erasure } = stack.ports;
      const [reach] = [await events.reach(third.snapshot)];
      const [counts] = await events.countSnapshots([third.snapshot]);
      const buyer = [...third.converters].find((user) => third.eventCounts.has(user))!;
      const unknown = [...third.converters].find((user) => !third.eventCounts.has(user))!;
      await erasure.erase([buyer, unknown, QUOTED], AT);
      const gone = [buyer, QUOTED].filter((user) => third.eventCounts.has(user)).length;
      expect(await snapshots.materialise(third.snapshot)).toMatchObject({ users: counts!.users - gone });
      expect(await events.countSnapshots([third.snapshot])).toEqual([
        {
          snapshot: third.snapshot,
          users: counts!.users - gone,
          positives: counts!.positives - 1,
          converters: counts!.converters - 2,
        },
      ]);
      expect(await events.reach(third.snapshot)).toEqual({
        converters: reach!.converters - 2,
        reachable: reach!.reachable - 1,
      });
      const { labels, userBucket } = await snapshots.readLabelled([third.snapshot]);
      expect(userBucket).toHaveLength(counts!.users - gone);
      expect(labels.reduce((sum, label) => sum + label, 0)).toBe(counts!.positives - 1);
      await publish(third);
      expect(await stack.ports.predictions.find(buyer, TARGET)).toBeNull();
      expect((await scores()).length).toBe(counts!.users - gone);
      expect((await erasure.search([buyer, unknown, QUOTED])).found).toEqual([]);
    });

    it('forgets somebody nobody knows, and refuses nobody', async () => {
      const ports = { ...stack.ports, clock: () => Date.parse(AT) };
      const result = await forgetUsers(ports, ['nobody-at-all', 'nobody-at-all']);
      expect(result).toMatchObject({
        job: 'forget',
        forgotten_at: AT,
        users: 1,
        devices: 0,
        erased: [],
        exported_files: [],
      });
      expect(result.search.found).toBe(0);
      await expect(forgetUsers(ports, [])).rejects.toMatchObject({ code: 'bad_user_ids', kind: 'usage' });
      await expect(forgetUsers(ports, ['a', ''])).rejects.toMatchObject({ code: 'bad_user_ids', kind: 'usage' });
    });
  });
}

/** The rows that are to be there; tenths of fewer users begin elsewhere. */
function decilesAside(before: readonly ExportedScore[], after: readonly ExportedScore[], gone: readonly string[]) {
  const deciles = new Map(after.map(({ user_id, decile }) => [user_id, decile]));
  return before
    .filter(({ user_id }) => !gone.includes(user_id))
    .map((row) => ({ ...row, decile: deciles.get(row.user_id) }));
}

const EXACT = { binned: false, threshold: 0.5 };

function usersIn({ counts }: CountedScores): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
