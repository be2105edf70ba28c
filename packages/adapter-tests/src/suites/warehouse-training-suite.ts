import { InMemoryTrainingRows } from '@propensity/core/in-memory';
import type { ScorableModel } from '@propensity/core/models';
import type { PreparedColumns, RowDivision, RowSet, ScannedFit, TrainingRows } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceStack, CreateStack } from '../conformance-stack.js';
import { fixtureWeeks } from '../support/expected-facts.js';
import { shopFixture } from '../support/shop-fixture.js';

/** Features that are prepared. */
const SOME_NUMBERS = 6;
const SOME_TEXTS = 3;

/** What every `WarehouseTraining` has to do: give the very sums and counts that the same rows have in memory. */
export function warehouseTrainingSuite(create: CreateStack): void {
  describeSmallGroups(create, 2);
  describe('WarehouseTraining', () => {
    let stack: ConformanceStack;
    let there: TrainingRows;
    let reference: TrainingRows;
    let numbers: readonly string[];
    let texts: readonly string[];
    const days = fixtureWeeks.map(({ snapshot }) => snapshot);
    const division: RowDivision = {
      snapshots: days,
      train: days.map((_, index) => index).slice(1),
      test: 0,
      testShare: 0.3,
      folds: 3,
      negativeShare: 0.5,
    };
    const sets: readonly RowSet[] = [
      { of: 'all' },
      { of: 'train' },
      { of: 'test' },
      { of: { snapshot: 1 } },
      { of: 'train', fold: { except: 1 }, sampled: true },
      { of: 'train', fold: { only: 2 } },
      { of: 'all', fold: { only: 0 } },
      { of: 'all', bucketsFrom: 0.2, bucketsBelow: 0.7, label: 1 },
    ];
    beforeAll(async () => {
      stack = await create(shopFixture);
      const { snapshots, training } = stack.ports;
      for (const day of days) await snapshots.materialise(day);
      reference = new InMemoryTrainingRows(await snapshots.readLabelled(days), { division });
      numbers = snapshots.features.filter(({ kind }) => kind === 'numeric').map(({ name }) => name);
      texts = snapshots.features.filter(({ kind }) => kind === 'categorical').map(({ name }) => name);
      there = await training!.open({ division, snapshots });
    });
    afterAll(async () => {
      await there.close();
      await stack.close();
    });

    const both = async <T>(ask: (rows: TrainingRows) => Promise<T>): Promise<readonly [T, T]> => [
      await ask(there),
      await ask(reference),
    ];

    it('counts the rows of every set', async () => {
      const [found, expected] = await both((rows) => rows.counts(sets));
      expect(found).toEqual(expected);
    });

    it('knows ranges, values and levels', async () => {
      const columns = numbers.flatMap((name) => [
        { name, log1p: false },
        { name, log1p: true },
      ]);
      const [found, expected] = await both((rows) => rows.ranges(columns));
      found.forEach((range, place) => {
        const { mean, deviation, ...exact } = expected[place]!;
        expect(range).toMatchObject(exact);
        expect(range.mean).toBeCloseTo(mean, 8);
        expect(range.deviation).toBeCloseTo(deviation, 8);
      });
      const ranges = numbers.flatMap((name, place) => {
        const { lowest, highest, known } = expected[2 * place]!;
        if (known === 0) return [];
        return [
          { name, lowest, highest, bins: 'each' as const },
          ...(lowest < highest ? [{ name, lowest, highest, bins: 7 }] : []),
        ];
      });
      const [values, itsValues] = await both((rows) => rows.values(ranges, sets));
      expect(values).toEqual(itsValues);
      const [levels, itsLevels] = await both((rows) =>
        rows.levels(
          texts.map((name) => ({ name, most: 'all' as const })),
          sets,
        ),
      );
      const inOrder = (all: typeof levels) =>
        all.map(({ seen, levels: each }) => ({
          seen,
          levels: each.toSorted((a, b) => (String(a.level) < String(b.level) ? -1 : 1)),
        }));
      expect(inOrder(levels)).toEqual(inOrder(itsLevels));
    });

    it('adds up what fits need of prepared columns', async () => {
      const ranges = await reference.ranges(numbers.map((name) => ({ name, log1p: true })));
      const [all] = await reference.counts([{ of: 'all' }]);
      const counted = await reference.levels(
        texts.map((name) => ({ name, most: 'all' as const })),
        [{ of: 'all' }],
      );
      // Some of each kind: an engine that only serves tests is slow with thousands of sums.
      const columns: PreparedColumns = {
        numbers: numbers.slice(-SOME_NUMBERS).map((name) => {
          const place = numbers.indexOf(name);
          const { mean, deviation, known } = ranges[place]!;
          return { name, log1p: true, origin: mean, scale: deviation || 1, hasMissing: known < all!.rows };
        }),
        levels: texts.slice(0, SOME_TEXTS).map((name, place) => {
          const known = counted[place]!.levels.flatMap(({ level }) => (level === null ? [] : [level])).sort();
          // The last level shares the class of those that are not listed.
          const listed = known.slice(0, -1).map((level, each) => [level, each] as const);
          return {
            name,
            classes: listed.length + 2,
            classOf: new Map(listed),
            classOfOthers: listed.length,
            classOfMissing: listed.length + 1,
          };
        }),
      };
      await both((rows) => rows.prepare(columns));
      const length =
        1 +
        columns.numbers.length +
        columns.numbers.filter(({ hasMissing }) => hasMissing).length +
        columns.levels.reduce((sum, { classes }) => sum + classes, 0);
      const fits = sets.map(
        (set, k): ScannedFit => ({ set, coef: Float64Array.from({ length }, (_, j) => Math.sin(j + 7 * k) / 3) }),
      );
      const [gradients, itsGradients] = await both((rows) => rows.gradients(fits));
      gradients.forEach(({ loss, sums }, place) => {
        expect(loss).toBeCloseTo(itsGradients[place]!.loss, 8);
        expectClose(sums, itsGradients[place]!.sums);
      });
      const [moments, itsMoments] = await both((rows) => rows.moments(sets));
      moments.forEach(({ known, sums, squares, classes }, place) => {
        const other = itsMoments[place]!;
        expect(known).toEqual(other.known);
        expect(classes).toEqual(other.classes);
        expectClose(sums, other.sums);
        expectClose(squares, other.squares);
      });
      const [curvature, itsCurvature] = await both((rows) => rows.curvature(fits[4]!, true));
      expectClose(curvature.dense, itsCurvature.dense);
      expectClose(curvature.classes, itsCurvature.classes);
      curvature.pairs!.forEach(({ sums, ...pair }, place) => {
        const { sums: its, ...itsPair } = itsCurvature.pairs![place]!;
        expect(pair).toEqual(itsPair);
        expectClose(sums, its);
      });
      const [without, itsWithout] = await both((rows) => rows.curvature(fits[4]!, false));
      expect([without.pairs, itsWithout.pairs]).toEqual([null, null]);
      expectClose(without.classes, itsCurvature.classes);
      const [losses, itsLosses] = await both((rows) => rows.losses(fits));
      expectClose(Float64Array.from(losses), Float64Array.from(itsLosses));
      const [sums, itsSums] = await both((rows) => rows.probabilities(fits));
      sums.forEach(({ sum, slope }, place) => {
        expect(sum).toBeCloseTo(itsSums[place]!.sum, 8);
        expect(slope).toBeCloseTo(itsSums[place]!.slope, 8);
      });
      for (const width of [null, 0.25]) {
        const [scores, itsScores] = await both((rows) => rows.scores(fits, width));
        scores.forEach(({ scores: found, labels, counts }, place) => {
          const other = itsScores[place]!;
          const entries = byScore(found, labels, counts);
          const expected = byScore(other.scores, other.labels, other.counts);
          expectClose(entries.flat(), expected.flat());
        });
      }
      const [events, itsEvents] = await both((rows) => rows.eventCounts({ of: 'train' }));
      expect(byScore(events.scores, events.labels, events.counts)).toEqual(
        byScore(itsEvents.scores, itsEvents.labels, itsEvents.counts),
      );
    });
  });
}

/** The same where no number may be of fewer than so many users: what the reference leaves out, and what it puts together. */
function describeSmallGroups(create: CreateStack, minCellUsers: number): void {
  describe(`WarehouseTraining of at least ${minCellUsers} users`, () => {
    let stack: ConformanceStack;
    let there: TrainingRows;
    let reference: InMemoryTrainingRows;
    let names: { readonly numeric: readonly string[]; readonly categorical: readonly string[] };
    const days = fixtureWeeks.map(({ snapshot }) => snapshot);
    const train = days.map((_, index) => index).slice(1);
    const division = { snapshots: days, train, test: 0, testShare: 0.3, folds: 2, negativeShare: 1 };
    const sets: readonly RowSet[] = [
      { of: 'all' },
      { of: 'train' },
      { of: { snapshot: 1 } },
      { of: 'train', fold: { except: 1 } },
      { of: 'all', fold: { only: 0 } },
    ];
    beforeAll(async () => {
      stack = await create(shopFixture);
      const { snapshots, training } = stack.ports;
      for (const day of days) await snapshots.materialise(day);
      const namesOf = (kind: string) => snapshots.features.flatMap((each) => (each.kind === kind ? [each.name] : []));
      names = { numeric: namesOf('numeric'), categorical: namesOf('categorical') };
      const options = { division, minCellUsers, champion: championOf(names.numeric[0]!) };
      reference = new InMemoryTrainingRows(await snapshots.readLabelled(days), options);
      there = await training!.open({ ...options, snapshots });
    });
    afterAll(async () => {
      await there.close();
      await stack.close();
    });
    const both = async <T>(ask: (rows: TrainingRows) => Promise<T>): Promise<readonly [T, T]> => [
      await ask(there),
      await ask(reference),
    ];

    it('counts sets that have users enough of each class, and refuses others', async () => {
      const refusals: boolean[] = [];
      for (const set of [...sets, { of: 'test' } as const, { of: 'all', bucketsBelow: 0.02 } as const]) {
        const [found, expected] = await both((rows) =>
          rows.counts([set]).catch((error: unknown) => (error as { readonly code: string }).code),
        );
        expect(found).toEqual(expected);
        refusals.push(expected === 'too_few_users');
      }
      expect(new Set(refusals)).toEqual(new Set([true, false]));
    });

    it('leaves out the levels and numbers that few have', async () => {
      const columns = names.categorical.map((name) => ({ name, most: 'all' as const }));
      const [levels, itsLevels] = await both((rows) => rows.levels(columns, sets));
      const inOrder = (all: typeof levels) =>
        all.map(({ seen, levels: each }) => ({
          seen,
          levels: each.toSorted((a, b) => (String(a.level) < String(b.level) ? -1 : 1)),
        }));
      expect(inOrder(levels)).toEqual(inOrder(itsLevels));
      const [ranges, itsRanges] = await both((rows) =>
        rows.ranges(names.numeric.map((name) => ({ name, log1p: false }))),
      );
      expectClose(
        ranges.flatMap((range) => Object.values(range)),
        itsRanges.flatMap((range) => Object.values(range)),
      );
      const asked = names.numeric.flatMap((name, place) => {
        const { known, lowest, highest } = itsRanges[place]!;
        return known === 0 ? [] : [{ name, lowest, highest, bins: 7 }];
      });
      for (const set of sets.slice(0, 3)) {
        const [values, itsValues] = await both((rows) => rows.values(asked, [set]));
        expect(values.map((each) => each.map(({ counts }) => counts))).toEqual(
          itsValues.map((each) => each.map(({ counts }) => counts)),
        );
        expectClose(
          values.flatMap((each) => each.map(({ lowest }) => lowest)),
          itsValues.flatMap((each) => each.map(({ lowest }) => lowest)),
        );
      }
    });

    it('adds up what fits need, and groups scores', async () => {
      const ranges = await reference.ranges(names.numeric.map((name) => ({ name, log1p: true })));
      const [all] = await reference.counts([{ of: 'all' }]);
      const hasGaps = (place: number) => ranges[place]!.known > 0 && ranges[place]!.known < all!.rows;
      const gaps = names.numeric.filter((_, place) => hasGaps(place)).slice(0, 3);
      const numbers = [...gaps, ...names.numeric.filter((_, place) => ranges[place]!.known === all!.rows).slice(0, 3)];
      const texts = names.categorical.slice(0, SOME_TEXTS);
      const counted = await reference.levels(
        texts.map((name) => ({ name, most: 'all' as const })),
        [{ of: 'all' }],
      );
      const columns: PreparedColumns = {
        numbers: numbers.map((name) => {
          const { mean, deviation, known } = ranges[names.numeric.indexOf(name)]!;
          return { name, log1p: true, origin: mean, scale: deviation || 1, hasMissing: known < all!.rows };
        }),
        levels: texts.map((name, place) => {
          const known = counted[place]!.levels.flatMap(({ level }) => (level === null ? [] : [level])).sort();
          const classOf = new Map(known.map((level, each) => [level, each] as const));
          return { name, classes: classOf.size + 1, classOf, classOfOthers: 0, classOfMissing: classOf.size };
        }),
      };
      expect(gaps.length).toBeGreaterThan(0);
      await both((rows) => rows.prepare(columns));
      const length = 1 + numbers.length + gaps.length + columns.levels.reduce((sum, { classes }) => sum + classes, 0);
      const fits = sets.map(
        (set, k): ScannedFit => ({ set, coef: Float64Array.from({ length }, (_, j) => Math.sin(j + 7 * k) / 3) }),
      );
      const [gradients, itsGradients] = await both((rows) => rows.gradients(fits));
      gradients.forEach(({ sums }, place) => {
        expectClose(sums, itsGradients[place]!.sums);
      });
      const [curvature, itsCurvature] = await both((rows) => rows.curvature(fits[1]!, true));
      expect([curvature.pairs, itsCurvature.pairs]).toEqual([null, null]);
      expectClose(curvature.dense, itsCurvature.dense, 1e-8);
      expectClose(curvature.classes, itsCurvature.classes, 1e-8);
      for (const width of [null, 0.25]) {
        const [scores, itsScores] = await both((rows) => rows.scores(fits, width));
        scores.forEach(({ scores: found, labels, counts }, place) => {
          const other = itsScores[place]!;
          expectClose(byScore(found, labels, counts).flat(), byScore(other.scores, other.labels, other.counts).flat());
          expect(Math.min(...counts)).toBeGreaterThanOrEqual(minCellUsers);
        });
      }
      const [events, itsEvents] = await both((rows) => rows.eventCounts({ of: 'all' }));
      expect(byScore(events.scores, events.labels, events.counts)).toEqual(
        byScore(itsEvents.scores, itsEvents.labels, itsEvents.counts),
      );
      const [differences, itsDifferences] = await both((rows) =>
        rows.lossDifferences(
          { set: { of: 'test' }, coef: fits[0]!.coef },
          { method: 'platt', slope: 1.5, intercept: -0.2 },
          { method: 'beta', a: 0.5, b: 1.5, c: 0.3 },
        ),
      );
      expectClose(Object.values(differences), Object.values(itsDifferences));
      expect(itsDifferences.rows).toBeGreaterThan(0);
    });
  });
}

/** A model of one number. */
function championOf(name: string): ScorableModel {
  const number = {
    kind: 'numeric',
    name,
    log1p: true,
    impute: 0,
    mean: 0.5,
    scale: 2,
    missingIndicator: false,
  } as const;
  const linear = {
    kind: 'linear',
    estimator: 'LogisticRegression',
    C: 1,
    coef: [0.7],
    intercept: -1,
    nIter: 1,
  } as const;
  return { preprocessing: [number], model: { ...linear, converged: true }, calibration: { method: 'none' } };
}

function byScore(scores: Float64Array, labels: Float64Array, counts: Float64Array): number[][] {
  const entries = Array.from(scores, (score, at) => [score, labels[at]!, counts[at]!]);
  return entries.sort((a, b) => a[1]! - b[1]! || a[0]! - b[0]!);
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, apart = 1e-10): void {
  expect(found.length).toBe(expected.length);
  const differences = Array.from(expected, (value, at) => Math.abs(value - found[at]!) / (1 + Math.abs(value)));
  expect(Math.max(0, ...differences)).toBeLessThanOrEqual(apart);
}
