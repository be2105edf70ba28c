import { type ModelArtifact, scorerOf } from '@propensity/core';
import {
  type CountedScores,
  groupedRows,
  isBinned,
  type PairedScores,
  writtenOut,
} from '@propensity/core/counted-scores';
import { selectedUsers } from '@propensity/core/decisions';
import { countNumbers, type DriftRow } from '@propensity/core/drift';
import { findScoreDisagreement, type PredictResult, type ProbaResult } from '@propensity/core/jobs';
import type { PredictionRun, PublishedRun, StagedScores } from '@propensity/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { ESTIMATOR_OF_EVERY_FAMILY, sampleArtifact } from '../samples/sample-artifact.js';
import { factsOf, fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture, shopTarget } from '../support/shop-fixture.js';

const { events } = shopFixture;
const [first, second, third] = fixtureWeeks.map((week) => ({
  snapshot: week.snapshot,
  ...factsOf(events, week, shopTarget),
})) as [Week, Week, Week];

const users = [...new Set([first, second, third].flatMap(({ eventCounts }) => [...eventCounts.keys()]))];
/** A few users of every combination of weeks that they are scored in: to look up all takes a warehouse minutes. */
const asked = users.filter((user) => {
  const same = users.filter((other) => weeksOf(other) === weeksOf(user));
  return same.indexOf(user) < 3;
});
const askedIn = ({ eventCounts }: Week) => asked.filter((user) => eventCounts.has(user));

interface Week extends ReturnType<typeof factsOf> {
  readonly snapshot: string;
}

/** What every `PredictionStore` has to do: score into staging, and publish all of it or nothing. */
export function predictionStoreSuite(create: CreateStack): void {
  describe('PredictionStore', () => {
    let stack: ConformanceStack;
    let model: ModelArtifact;
    let otherModel: ModelArtifact;
    beforeEach(async () => {
      stack = await create(shopFixture);
      model = sampleArtifact(stack.ports.snapshots.features, 'model-a', -2);
      otherModel = sampleArtifact(stack.ports.snapshots.features, 'model-b', -1);
    });
    afterEach(() => stack.close());

    const stage = async ({ snapshot }: Week, artifact = model): Promise<StagedScores> => {
      await stack.ports.snapshots.materialise(snapshot);
      return stack.ports.predictions.stage(artifact, snapshot);
    };
    const publish = async (week: Week, artifact = model, more: Partial<PredictionRun> = {}) => {
      const staged = await stage(week, artifact);
      try {
        return await staged.publish({ ...runOf(week, artifact), ...more });
      } finally {
        await staged.discard();
      }
    };
    const current = async (): Promise<ProbaResult[]> => {
      const found = await Promise.all(asked.map((user) => stack.ports.predictions.find(user, TARGET)));
      // Where a row was found may change: it stays the same row.
      return found.filter((row) => row !== null).map(({ served_from: _, ...row }) => row);
    };
    const published = async () => ({
      current: await current(),
      runs: await stack.ports.predictions.runs(),
      outcomes: await Promise.all([first, second, third].map(({ snapshot }) => outcomesOf(snapshot))),
    });
    /** The users of a week one by one: probability and what happened. */
    const outcomesOf = async (snapshot: string) => {
      const { proba, eventCount } = await stack.ports.predictions.readOutcomes(snapshot, model.name, EXACT);
      expect(usersIn(eventCount)).toBe(usersIn(proba));
      return pairsOf(proba);
    };

    it('knows nobody at first', async () => {
      expect(await stack.ports.predictions.runs()).toEqual([]);
      expect(await stack.ports.predictions.find('never-back', TARGET)).toBeNull();
      for (const grouping of [EXACT, BINNED]) {
        const { proba } = await stack.ports.predictions.readOutcomes(first.snapshot, model.name, grouping);
        expect(usersIn(proba)).toBe(0);
      }
    });

    it('stages a score for everyone in the population and finds no fault', async () => {
      await withStaged(await stage(second), async (staged) => {
        expect(await staged.checks()).toEqual({
          rows: second.eventCounts.size,
          duplicateUsers: 0,
          nullUsers: 0,
          badProbabilities: 0,
          missingUsers: 0,
        });
      });
    });

    it.each(ESTIMATOR_OF_EVERY_FAMILY)("scores as core's scorer does: %s", async (estimator) => {
      const artifact = sampleArtifact(stack.ports.snapshots.features, `model-${estimator}`, -2, estimator);
      await withStaged(await stage(third, artifact), async (staged) => {
        const { features, proba } = await staged.sample(1000, 1);
        expect(proba).toHaveLength(third.eventCounts.size);
        expect(findScoreDisagreement(scorerOf(artifact), features, proba)).toBeNull();
      });
    });

    it('samples as many rows as asked for, the same ones for the same seed', async () => {
      await withStaged(await stage(second), async (staged) => {
        const [one, again, other] = await Promise.all([
          staged.sample(20, 7),
          staged.sample(20, 7),
          staged.sample(20, 8),
        ]);
        expect(one.proba).toHaveLength(20);
        expect(one.features.nRows).toBe(20);
        expect(Array.from(again.proba)).toEqual(Array.from(one.proba));
        expect(Array.from(other.proba)).not.toEqual(Array.from(one.proba));
        expect(new Set(one.proba).size).toBeGreaterThan(5);
        expect(findScoreDisagreement(scorerOf(model), one.features, one.proba)).toBeNull();
      });
    });

    it('counts the scores in bins', async () => {
      await withStaged(await stage(second), async (staged) => {
        const { proba } = await staged.sample(1000, 1);
        const sorted = [...proba].sort((a, b) => a - b);
        const edges = [sorted[5]!, (sorted[20]! + sorted[21]!) / 2, 1.5];
        const counts = await staged.distribution(edges);
        expect(counts).toEqual(countNumbers(edges, proba).slice(0, -1));
        expect(counts).toHaveLength(4);
        expect(counts[3]).toBe(0);
        expect(await staged.distribution([])).toEqual([second.eventCounts.size]);
      });
    });

    it('gives the rows of drift back as they were published, by week, then model, from a day on', async () => {
      const rows = [
        driftRow('training', 'users', ''),
        driftRow('training', 'feature', "page_views_7d's"),
        driftRow('last_week', 'scores', ''),
      ];
      await publish(first, otherModel, { drift: rows.slice(0, 1) });
      await publish(first, model, { drift: rows.slice(1, 2) });
      await publish(second, model, { drift: rows });
      const { predictions } = stack.ports;
      const weeks = [
        { week: first.snapshot, model: 'model-a', rows: rows.slice(1, 2) },
        { week: first.snapshot, model: 'model-b', rows: rows.slice(0, 1) },
        { week: second.snapshot, model: 'model-a', rows },
      ];
      expect(await predictions.drift(TARGET)).toEqual(weeks);
      expect(await predictions.drift(TARGET, second.snapshot)).toEqual(weeks.slice(2));
      expect(await predictions.drift('another')).toEqual([]);
    });

    it('replaces the rows of drift with the run, and leaves none of a run without', async () => {
      const { predictions } = stack.ports;
      await publish(first, model, { drift: [driftRow('training', 'users', ''), driftRow('training', 'scores', '')] });
      await publish(first, model, { drift: [driftRow('training', 'users', '')] });
      expect((await predictions.drift(TARGET)).map(({ rows }) => rows)).toEqual([[driftRow('training', 'users', '')]]);
      await publish(first, model);
      expect(await predictions.drift(TARGET)).toEqual([]);
    });

    it('keeps the rows of drift as they are where publishing is refused', async () => {
      await publish(second, model, { drift: [driftRow('training', 'users', '')] });
      await expect(publish(first, otherModel, { drift: [driftRow('training', 'scores', '')] })).rejects.toMatchObject({
        code: 'older_snapshot',
      });
      expect((await stack.ports.predictions.drift(TARGET)).map(({ week }) => week)).toEqual([second.snapshot]);
    });

    it('shows nothing of what is only staged', async () => {
      await withStaged(await stage(first), async () => {
        expect(await current()).toEqual([]);
        expect(await stack.ports.predictions.runs()).toEqual([]);
      });
      expect(await current()).toEqual([]);
    });

    it('keeps two batches that are staged at once apart', async () => {
      const one = await stage(first);
      const two = await stage(second);
      expect((await one.checks()).rows).toBe(first.eventCounts.size);
      expect((await two.checks()).rows).toBe(second.eventCounts.size);
      await one.discard();
      expect((await two.checks()).rows).toBe(second.eventCounts.size);
      await two.discard();
    });

    it('publishes a first run: everyone is appended', async () => {
      const result = await publish(first);
      const scored = first.eventCounts.size;
      expect(result).toEqual({
        job: 'predictions',
        run_id: runOf(first, model).runId,
        snapshot: first.snapshot,
        model: model.name,
        in_sample: false,
        counts: { scored, overwritten: 0, appended: scored, kept: 0, selected: scored },
      });
      const rows = await current();
      expect(rows.map(({ user_id }) => user_id)).toEqual(askedIn(first));
      for (const row of rows) {
        expect(row).toEqual({
          user_id: row.user_id,
          proba: row.proba,
          predicted_week: first.snapshot,
          predicted_at: runOf(first, model).predictedAt,
          model: model.name,
          target: TARGET,
          horizon_days: 7,
          selected: true,
        });
        expect(row.proba > 0 && row.proba < 1).toBe(true);
      }
      expect(await stack.ports.predictions.runs()).toEqual([publishedAs(runOf(first, model), result)]);
    });

    it('overwrites who is scored again, appends who is new, keeps the others', async () => {
      await publish(first);
      const before = new Map((await current()).map((row) => [row.user_id, row]));
      const { counts } = await publish(second);
      const scored = [...second.eventCounts.keys()];
      const overwritten = scored.filter((user) => first.eventCounts.has(user)).length;
      const kept = [...first.eventCounts.keys()].filter((user) => !second.eventCounts.has(user));
      expect(Math.min(overwritten, scored.length - overwritten, kept.length)).toBeGreaterThan(0);
      expect(counts).toEqual({
        scored: scored.length,
        overwritten,
        appended: scored.length - overwritten,
        kept: kept.length,
        selected: scored.length,
      });
      const after = new Map((await current()).map((row) => [row.user_id, row]));
      const [askedScored, askedKept] = [scored, kept].map((all) => all.filter((user) => asked.includes(user)));
      expect(Math.min(askedScored!.length, askedKept!.length)).toBeGreaterThan(0);
      expect(after.size).toBe(askedScored!.length + askedKept!.length);
      for (const user of askedScored!) expect(after.get(user)?.predicted_week).toBe(second.snapshot);
      for (const user of askedKept!) expect(after.get(user)).toEqual(before.get(user));
    });

    it('records what was accepted and noted', async () => {
      const acceptedDrift = [{ kind: 'name', name: "it's \\ gone", before: 5.25, now: 0 }] as const;
      const notes = ['A note.\nAnd "another".'];
      const result = await publish(first, model, { acceptedDrift, notes });
      expect(result).toMatchObject({ accepted_drift: acceptedDrift, notes });
      expect((await stack.ports.predictions.runs()).map((run) => run.result)).toEqual([result]);
    });

    it('selects everyone from a probability on', async () => {
      const staged = await stage(second);
      const { proba } = await staged.sample(1000, 1);
      const threshold = proba.toSorted()[Math.floor(proba.length / 2)]!;
      const { counts } = await staged.publish({ ...runOf(second, model), selection: { threshold } });
      await staged.discard();
      expect(counts.selected).toBe(proba.filter((p) => p >= threshold).length);
      const rows = await current();
      for (const row of rows) expect(row.selected).toBe(row.proba >= threshold);
      expect(new Set(rows.map(({ selected }) => selected)).size).toBe(2);
    });

    it('selects never more users than there are to be, of equal probabilities the first user ids', async () => {
      const scored = [...second.eventCounts.keys()].map((userId) => ({ userId, proba: 0.5 }));
      // Everyone has the same probability.
      const level = { ...model, calibration: { method: 'isotonic', eta: [0, 1], logit: [-2, -2] } } as const;
      const topUsers = Math.floor(scored.length / 2);
      const { counts } = await publish(second, level, { selection: { topUsers } });
      expect(counts).toMatchObject({ scored: scored.length, selected: topUsers });
      const expected = selectedUsers(scored, { topUsers });
      const rows = await current();
      for (const row of rows) expect([row.user_id, row.selected]).toEqual([row.user_id, expected.has(row.user_id)]);
      expect(new Set(rows.map(({ selected }) => selected)).size).toBe(2);
    });

    it('selects among the users of a run; who is kept from an older one keeps what that one said', async () => {
      await publish(first, model, { selection: { topUsers: 1_000_000 } });
      const { counts } = await publish(second, model, { selection: { topUsers: 1 } });
      expect(counts.selected).toBe(1);
      const rows = await current();
      const [scored, kept] = [second.snapshot, first.snapshot].map((snapshot) =>
        rows.filter(({ predicted_week }) => predicted_week === snapshot),
      );
      expect(scored!.filter(({ selected }) => selected).length).toBeLessThanOrEqual(1);
      expect(kept!.every(({ selected }) => selected)).toBe(true);
      expect(kept!.length).toBeGreaterThan(0);
    });

    it('refuses an older snapshot and changes nothing', async () => {
      await publish(second);
      const before = await published();
      await expect(publish(first)).rejects.toMatchObject({
        code: 'older_snapshot',
        details: { snapshot: first.snapshot, newest: second.snapshot },
      });
      expect(await published()).toEqual(before);
    });

    it('leaves the same rows when a run is published again', async () => {
      await publish(first);
      await publish(second);
      const before = await published();
      const again = await publish(second);
      const after = await published();
      expect(after.current).toEqual(before.current);
      expect(after.outcomes).toEqual(before.outcomes);
      expect(after.runs.map(({ runId }) => runId)).toEqual(before.runs.map(({ runId }) => runId));
      expect(again.counts).toMatchObject({ overwritten: second.eventCounts.size, appended: 0 });
    });

    it('publishes a run once when two have staged it at once', async () => {
      const { predictions } = stack.ports;
      const one = await stage(first);
      const two = await stage(first);
      const runs = [runOf(first, model), { ...runOf(first, model), predictedAt: '2021-04-01T10:20:31.000Z' }] as const;
      const results = await Promise.all([one.publish(runs[0]), two.publish(runs[1])]);
      await Promise.all([one.discard(), two.discard()]);
      expect(results[1]).toEqual(results[0]);
      expect(results[0].counts).toMatchObject({ appended: first.eventCounts.size, overwritten: 0 });
      const [published, ...others] = await predictions.runs();
      expect(others).toEqual([]);
      // Which of the two it is, a warehouse far away decides.
      expect(runs.map((run) => publishedAs(run, results[0]))).toContainEqual(published);
      const { proba } = await predictions.readOutcomes(first.snapshot, model.name, EXACT);
      expect(usersIn(proba)).toBe(first.eventCounts.size);
    });

    it('publishes a run once when it was published after the caller had looked and before staging', async () => {
      const { predictions, snapshots } = stack.ports;
      const known = await predictions.runs();
      const result = await publish(first);
      await snapshots.materialise(first.snapshot);
      await withStaged(await predictions.stage(model, first.snapshot, known), async (staged) => {
        const later = { ...runOf(first, model), predictedAt: '2021-04-01T10:20:31.000Z' };
        expect(await staged.publish(later)).toEqual(result);
      });
      expect(await predictions.runs()).toEqual([publishedAs(runOf(first, model), result)]);
      // Who knows it publishes it again.
      const seen = await predictions.runs();
      await withStaged(await predictions.stage(model, first.snapshot, seen), async (staged) => {
        expect((await staged.publish(runOf(first, model))).counts).toMatchObject({ appended: 0 });
      });
    });

    it('appends to the history: older weeks stay as they were', async () => {
      await publish(first);
      const before = await outcomesOf(first.snapshot);
      expect(before).toHaveLength(first.eventCounts.size);
      await publish(second);
      await publish(third);
      expect(await outcomesOf(first.snapshot)).toEqual(before);
      const runs = await stack.ports.predictions.runs();
      expect(runs.map(({ snapshot }) => snapshot)).toEqual([first.snapshot, second.snapshot, third.snapshot]);
    });

    it('keeps what a challenger says beside what is published, and serves none of it', async () => {
      const both = async (week: Week, forgetBefore?: string) => {
        const [staged, beside] = [await stage(week), await stage(week, otherModel)];
        const shadows = [{ model: otherModel.name, staged: beside }];
        const run = { ...runOf(week, model), shadows: [otherModel.name] };
        const result = await staged.publish(run, forgetBefore, shadows);
        await beside.discard();
        await staged.discard();
        return result;
      };
      expect((await both(second)).shadows).toEqual([otherModel.name]);
      const { predictions } = stack.ports;
      const shadow = await predictions.readShadow(second.snapshot, otherModel.name, EXACT);
      const served = await predictions.readOutcomes(second.snapshot, model.name, EXACT);
      const { scores, others, labels, counts } = shadow.pairs;
      expect(pairsOf({ scores: others, labels, counts })).toEqual(pairsOf(served.proba));
      expect(pairsOf({ scores, labels, counts })).toEqual(pairsOf(shadow.proba));
      expect(shadow.eventCount).toEqual(served.eventCount);
      expect(pairsOf(shadow.proba)).not.toEqual(pairsOf(served.proba));
      const inBins = await predictions.readShadow(second.snapshot, otherModel.name, BINNED);
      expect(inBins.pairs).toEqual(groupedRows(rowsOfPairs(shadow.pairs), BINNED).pairs);
      const notServed = await predictions.readOutcomes(second.snapshot, otherModel.name, EXACT);
      expect(usersIn(notServed.proba)).toBe(0);
      expect((await current()).every((row) => row.model === model.name)).toBe(true);
      expect((await predictions.runs()).map((run) => run.result.shadows)).toEqual([[otherModel.name]]);
      // Once more: the rows of the week and model are replaced. A week that is forgotten is so in the shadow, too.
      await both(second);
      const shadowed = async ({ snapshot }: Week) =>
        usersIn((await predictions.readShadow(snapshot, otherModel.name, EXACT)).proba);
      expect(await shadowed(second)).toBe(usersIn(shadow.proba));
      await both(third, third.snapshot);
      expect(await shadowed(second)).toBe(0);
      expect(await shadowed(third)).toBeGreaterThan(0);
    });

    it('forgets weeks before a day, current predictions too, in the same step', async () => {
      await publish(first);
      await publish(second);
      const staged = await stage(third);
      const { counts } = await staged.publish(runOf(third, model), second.snapshot);
      await staged.discard();
      expect(await outcomesOf(first.snapshot)).toEqual([]);
      expect(await outcomesOf(second.snapshot)).toHaveLength(second.eventCounts.size);
      expect(await outcomesOf(third.snapshot)).toHaveLength(third.eventCounts.size);
      // Who was scored in the first week only is nobody now; the others of the second keep what they have.
      const rows = await current();
      expect(rows.map(({ user_id }) => user_id).sort()).toEqual([...new Set([second, third].flatMap(askedIn))].sort());
      const onlyFirst = [...first.eventCounts.keys()].filter(
        (user) => !second.eventCounts.has(user) && !third.eventCounts.has(user),
      );
      expect(onlyFirst.length).toBeGreaterThan(0);
      const overwritten = [...third.eventCounts.keys()].filter((user) => second.eventCounts.has(user)).length;
      expect(counts).toMatchObject({
        scored: third.eventCounts.size,
        overwritten,
        appended: third.eventCounts.size - overwritten,
        kept: second.eventCounts.size - overwritten,
      });
    });

    it('keeps the histories of two models of one week apart, and shows the later one', async () => {
      await publish(second, model);
      await publish(second, otherModel, { predictedAt: '2021-04-02T00:00:00.000Z', inSample: true });
      const one = await stack.ports.predictions.readOutcomes(second.snapshot, model.name, EXACT);
      const other = await stack.ports.predictions.readOutcomes(second.snapshot, otherModel.name, EXACT);
      expect(usersIn(one.proba)).toBe(second.eventCounts.size);
      expect(usersIn(other.proba)).toBe(second.eventCounts.size);
      expect(other.proba).not.toEqual(one.proba);
      expect((await stack.ports.predictions.find('never-back', TARGET))?.model).toBe(otherModel.name);
      const runs = await stack.ports.predictions.runs();
      expect(runs.map((run) => [run.model, run.inSample])).toEqual([
        [model.name, false],
        [otherModel.name, true],
      ]);
    });

    it('keeps the predictions of two targets apart: each overwrites, keeps, forgets and looks up its own', async () => {
      const target = 'sign_up "newsletter"; --';
      const ofOther = (week: Week) => ({ target, runId: `other-${week.snapshot}`, horizonDays: 28 });
      await publish(second);
      const before = await published();
      const { counts } = await publish(first, otherModel, ofOther(first));
      expect(counts).toMatchObject({ scored: first.eventCounts.size, overwritten: 0, kept: 0 });
      expect(await current()).toEqual(before.current);

      const find = (user: string) => stack.ports.predictions.find(user, target);
      const users = [...first.eventCounts.keys()].filter((user) => asked.includes(user));
      const found = await Promise.all(users.map(find));
      expect(
        found.map((row) => [row?.user_id, row?.target, row?.model, row?.horizon_days, row?.predicted_week]),
      ).toEqual(users.map((user) => [user, target, otherModel.name, 28, first.snapshot]));
      for (const user of asked) if (!first.eventCounts.has(user)) expect(await find(user)).toBeNull();
      expect(await stack.ports.predictions.find(asked[0]!, 'a target that nobody has')).toBeNull();

      // A newer week of the one does not stand in the way of the other, and what one forgets the other keeps.
      const staged = await stage(third);
      await staged.publish(runOf(third, model), third.snapshot);
      await staged.discard();
      expect(await outcomesOf(second.snapshot)).toEqual([]);
      expect(await Promise.all(users.map(find))).toEqual(found);
      const again = await publish(second, otherModel, ofOther(second));
      const overwritten = [...second.eventCounts.keys()].filter((user) => first.eventCounts.has(user)).length;
      expect(again.counts).toMatchObject({
        scored: second.eventCounts.size,
        overwritten,
        kept: first.eventCounts.size - overwritten,
      });
      const runs = await stack.ports.predictions.runs();
      const weeksFor = (of: string) => runs.filter((run) => run.target === of).map(({ snapshot }) => snapshot);
      expect(weeksFor(target)).toEqual([first.snapshot, second.snapshot]);
      expect(weeksFor(TARGET)).toEqual([second.snapshot, third.snapshot]);
      await expect(publish(first, otherModel, { ...ofOther(first), runId: 'late' })).rejects.toMatchObject({
        code: 'older_snapshot',
      });
    });

    it('joins a week with what happened; users who did not come back count as 0', async () => {
      await publish(second);
      const outcomes = await stack.ports.predictions.readOutcomes(second.snapshot, model.name, EXACT);
      const expected = Array.from(second.eventCounts, ([user, count]) => [count, second.converters.has(user) ? 1 : 0]);
      expect(pairsOf(outcomes.eventCount)).toEqual(expected.map(String).sort());
      const rows = await current();
      expect(rows).toHaveLength(askedIn(second).length);
      const happened = rows.map(({ user_id, proba }) => String([proba, second.converters.has(user_id) ? 1 : 0]));
      expect(pairsOf(outcomes.proba)).toEqual(expect.arrayContaining(happened));
    });

    it('counts a week in bins as core does, to the last bit, and divides a bin at the threshold', async () => {
      await publish(second);
      const exact = await stack.ports.predictions.readOutcomes(second.snapshot, model.name, EXACT);
      const { scores, labels } = writtenOut(exact.proba);
      const rows = Array.from(scores, (proba, row) => ({ proba, label: labels[row]!, eventCount: 1 }));
      // The greatest of a bin of several, where there is one.
      const threshold = scores[Math.floor(scores.length / 2)]!;
      for (const grouping of [BINNED, { binned: true, threshold }]) {
        const binned = await stack.ports.predictions.readOutcomes(second.snapshot, model.name, grouping);
        expect(isBinned(binned.proba)).toBe(true);
        expect(binned.proba).toEqual(groupedRows(rows, grouping).proba);
        expect(binned.eventCount).toEqual(exact.eventCount);
        const from = (entries: CountedScores) =>
          entries.scores.reduce((sum, score, i) => sum + (score >= grouping.threshold ? entries.counts[i]! : 0), 0);
        expect(from(binned.proba)).toBe(from(exact.proba));
      }
    });

    it("finds a user by an id of any characters, and nobody by someone else's", async () => {
      await publish(second);
      for (const user of ['O\'Brien \\ "x"; --', 'ünï-cødé-🙂']) {
        expect((await stack.ports.predictions.find(user, TARGET))?.user_id).toBe(user);
      }
      for (const user of ['', "' OR ''='", 'NEVER-BACK', 'never-bac%']) {
        expect(await stack.ports.predictions.find(user, TARGET)).toBeNull();
      }
    });
  });
}

/** What the sample models predict. */
const TARGET = 'purchase';

function weeksOf(user: string): string {
  return [first, second, third].map(({ eventCounts }) => eventCounts.has(user)).join();
}

function runOf(week: Week, artifact: ModelArtifact): PredictionRun {
  return {
    runId: `predictions-${week.snapshot}-${artifact.name}`,
    target: TARGET,
    snapshot: week.snapshot,
    model: artifact.name,
    sha256: 'cd'.repeat(32),
    predictedAt: '2021-04-01T10:20:30.456Z',
    inSample: false,
    horizonDays: 7,
    allowedMissingDays: ['2021-02-14'],
    selection: { threshold: 0 },
  };
}

/** What `runs()` says of a run that was published. */
function publishedAs({ selection: _, ...run }: PredictionRun, result: PredictResult): PublishedRun {
  return { ...run, result, scoresChecksum: expect.any(Number) as number };
}

async function withStaged(staged: StagedScores, work: (staged: StagedScores) => Promise<void>): Promise<void> {
  try {
    await work(staged);
  } finally {
    await staged.discard();
  }
}

const EXACT = { binned: false, threshold: 0.5 };
const BINNED = { binned: true, threshold: 0.5 };

/** `score,label` of every user, sorted. */
function pairsOf(entries: CountedScores): string[] {
  const { scores, labels } = writtenOut(entries);
  return Array.from(labels, (label, row) => String([scores[row]!, label])).sort();
}

function usersIn({ counts }: CountedScores): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function rowsOfPairs({ scores, others, labels, counts }: PairedScores) {
  return Array.from(scores, (proba, entry) =>
    Array.from({ length: counts[entry]! }, () => ({
      proba,
      servedProba: others[entry]!,
      label: labels[entry]!,
      eventCount: 1,
    })),
  ).flat();
}

/** A row of drift with something in every column that its kind has. */
function driftRow(comparedWith: DriftRow['compared_with'], kind: DriftRow['kind'], name: string): DriftRow {
  const isFeature = kind === 'feature';
  const hasBins = isFeature || kind === 'scores';
  return {
    compared_with: comparedWith,
    compared_week: '2021-01-31',
    kind,
    name,
    before_n: 812,
    now_n: 790,
    psi: hasBins ? 0.1 + 0.2 : null,
    psi_limit: hasBins ? 0.15 : null,
    before_missing: isFeature ? 0 : null,
    now_missing: isFeature ? 1 / 3 : null,
    before_zero: isFeature ? 0.25 : null,
    now_zero: isFeature ? 0.5 : null,
    before_unseen: isFeature ? 0 : null,
    now_unseen: isFeature ? 1e-7 : null,
    before_value: hasBins ? null : 812,
    now_value: hasBins ? null : 790.5,
    flagged_for: isFeature ? ['psi', 'missing'] : hasBins ? ['psi'] : [],
    counts: hasBins ? [700, 90, 0] : null,
  };
}
