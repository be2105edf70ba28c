import { describe, expect, it } from 'vitest';
import { AdditiveCandidate } from '../../src/additive-model/additive-candidate.js';
import { learntRows } from '../../src/additive-model/learnt-rows.js';
import { PreparedRows } from '../../src/models/prepared-rows.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { sigmoid } from '../../src/special-functions/sigmoid.js';
import { type Column, Table } from '../../src/table/table.js';
import { bentShop, expectedLoss, plainShop, simulatedVisitors } from '../support/simulated-visitors.js';
import { uniform } from '../support/synthetic-shop.js';
import { distance, fitVisitors, linearEta } from './fitted-visitors.js';

const visitors = simulatedVisitors(2000, 1, bentShop, 0.1);
const unseen = simulatedVisitors(10_000, 2, bentShop, 0.1);
const fit = fitVisitors(visitors);

function shuffled(n: number): number[] {
  const next = uniform(n);
  const places = Array.from({ length: n }, next);
  return [...places.keys()].sort((a, b) => places[a]! - places[b]!);
}

describe('an additive fit', () => {
  it('closes more than half of the gap between linear and truth, where there is a threshold and an interaction', () => {
    for (const shift of [0, -3]) {
      const logOdds = (visitor: Parameters<typeof bentShop>[0]) => bentShop(visitor) + shift;
      const rows = simulatedVisitors(4000, 3 - shift, logOdds, 0.1);
      const other = simulatedVisitors(10_000, 13 - shift, logOdds, 0.1);
      const truth = expectedLoss(other.truth, other.truth);
      const linear = expectedLoss(other.truth, linearEta(rows, other.table)) - truth;
      const additive = expectedLoss(other.truth, fitVisitors(rows).scorer.decisionFunction(other.table)) - truth;
      expect(additive / linear).toBeLessThan(0.5);
    }
  });

  it('loses next to nothing to a linear model where that one is right', () => {
    const rows = simulatedVisitors(20_000, 4, plainShop);
    const other = simulatedVisitors(10_000, 5, plainShop);
    const linear = expectedLoss(other.truth, linearEta(rows, other.table));
    const additive = expectedLoss(other.truth, fitVisitors(rows).scorer.decisionFunction(other.table));
    expect(additive / linear - 1).toBeLessThan(0.002);
  });

  it.each([
    ['bent', 25, bentShop],
    ['bent', 50, bentShop],
    ['bent', 100, bentShop],
    ['plain', 25, plainShop],
    ['plain', 50, plainShop],
    ['plain', 100, plainShop],
  ] as const)('is no worse than a linear model of a %s shop with %i positives', (_, positives, logOdds) => {
    const other = simulatedVisitors(10_000, 20, logOdds, 0.1);
    const points = [21, 22, 23].map((seed) => {
      const { table, labels } = simulatedVisitors(6000, seed, (visitor) => logOdds(visitor) - 2, 0.1);
      const positiveRows = shuffled(6000).filter((row) => labels[row] === 1);
      const thinned = labels.slice();
      for (const row of positiveRows.slice(positives)) thinned[row] = 0;
      // The truth is thinned as the labels were.
      const shift = Math.log(positives / positiveRows.length) - 2;
      const truth = other.truth.map((logit) => logit + shift);
      const lossOf = (eta: Float64Array) => expectedLoss(truth, eta);
      const eta = fitVisitors({ table, labels: thinned }).scorer.decisionFunction(other.table);
      const linear = linearEta({ table, labels: thinned }, other.table);
      const baseRate = truth.reduce((sum, logit) => sum + sigmoid(logit), 0) / truth.length;
      return (100 * (lossOf(eta) - lossOf(linear))) / lossOf(truth.map(() => Math.log(baseRate / (1 - baseRate))));
    });
    // Of log-loss skill: a tenth of a point.
    expect(points.reduce((sum, each) => sum + each, 0) / 3).toBeLessThan(0.1);
  });

  it('gives a purified model the η of its own terms', () => {
    const { fitted, prepared, scorer, preprocessing, model } = fit;
    expect(model.pairs.length).toBeGreaterThan(0);
    expect(distance(fitted.decisionFunction(prepared), scorer.decisionFunction(visitors.table))).toBeLessThan(1e-11);
    const other = new PreparedRows(unseen.table, undefined, preprocessing);
    expect(distance(fitted.decisionFunction(other), scorer.decisionFunction(unseen.table))).toBeLessThan(1e-11);
    expect(fitted.toModel(-2).intercept).toBe(model.intercept - 2);
  });

  it('compares by the same fit as it keeps', () => {
    const compared = fit.candidate.fitToCompare({ prepared: fit.prepared, labels: visitors.labels });
    expect(compared.decisionFunction(fit.prepared)).toEqual(fit.fitted.decisionFunction(fit.prepared));
  });

  it('is the same to the last bit when it is done again, and nearly for rows in another order', () => {
    expect(JSON.stringify(fitVisitors(visitors).model)).toBe(JSON.stringify(fit.model));
    const order = shuffled(2000);
    const other = fitVisitors({
      table: visitors.table.take(order),
      labels: Float64Array.from(order, (row) => visitors.labels[row]!),
    });
    expect(other.model.pairs.map(({ features }) => features)).toEqual(fit.model.pairs.map(({ features }) => features));
    expect(
      distance(other.scorer.decisionFunction(unseen.table), fit.scorer.decisionFunction(unseen.table)),
    ).toBeLessThan(1e-6);
  });

  it('counts a row of weight 2 as two rows, one of weight 0 as none', () => {
    const sampleWeight = visitors.labels.map((_, i) => i % 3);
    const repeated = Array.from(sampleWeight).flatMap((times, row) => new Array<number>(times).fill(row));
    const { preprocessing } = fit;
    const weighted = fitVisitors(visitors, { sampleWeight, preprocessing });
    const other = fitVisitors(
      {
        table: visitors.table.take(repeated),
        labels: Float64Array.from(repeated, (row) => visitors.labels[row]!),
      },
      { preprocessing },
    );
    expect(
      distance(weighted.scorer.decisionFunction(unseen.table), other.scorer.decisionFunction(unseen.table)),
    ).toBeLessThan(1e-6);
    expect(weighted.model.tables[0]!.standardErrors).toBeNull();
    expect(other.model.tables[0]!.standardErrors).not.toBeNull();
  });

  it('learns bins, penalties and pairs from a sample of many rows, and its numbers from all', () => {
    const many = simulatedVisitors(8000, 6, bentShop, 0.1);
    const whole = fitVisitors(many);
    const sampled = fitVisitors(many, { maxLearntRows: 2500 });
    const again = fitVisitors(many, { maxLearntRows: 2500 });
    const other = fitVisitors(many, { maxLearntRows: 2500, seed: 2 });
    expect(JSON.stringify(again.model)).toBe(JSON.stringify(sampled.model));
    expect(other.model.tables).not.toEqual(sampled.model.tables);
    const alone = fitVisitors({
      table: many.table.take(Array.from({ length: 2500 }, (_, i) => i)),
      labels: many.labels.slice(0, 2500),
    });
    const [ofWhole, ofSampled, ofAlone] = [whole, sampled, alone].map(
      ({ scorer }) =>
        expectedLoss(unseen.truth, scorer.decisionFunction(unseen.table)) - expectedLoss(unseen.truth, unseen.truth),
    ) as [number, number, number];
    expect(ofSampled).toBeLessThan(1.25 * ofWhole);
    expect(ofSampled).toBeLessThan(ofAlone);
    for (const { rows } of sampled.model.tables) expect(rows.reduce((sum, each) => sum + each, 0)).toBe(8000);
    expect(
      distance(sampled.fitted.decisionFunction(sampled.prepared), sampled.scorer.decisionFunction(many.table)),
    ).toBeLessThan(1e-11);
  });

  it('has both classes in its sample, however rare one is', () => {
    const labels = visitors.labels.map((_, row) => (row % 700 === 5 ? 1 : 0));
    const positives = learntRows(labels, 200, 1)!.filter((row) => labels[row] === 1);
    expect(positives.length).toBe(1);
    expect(learntRows(labels, 2000, 1)).toBeNull();
    const { scorer } = fitVisitors({ table: visitors.table, labels }, { maxLearntRows: 200 });
    const expected = scorer.predictProba(visitors.table).reduce((sum, p) => sum + p, 0);
    expect(expected).toBeCloseTo(3, 1);
  });

  it('has no more pairs than it may', () => {
    expect(fitVisitors(visitors, { maxPairs: 0 }).model.pairs).toEqual([]);
    for (const options of [{ maxPairs: -1 }, { maxPairs: 1.5 }, { maxLearntRows: 0 }]) {
      expect(() => new AdditiveCandidate({ C: 1, ...options })).toThrow(
        expect.objectContaining({ code: 'bad_hyperparameter' }),
      );
    }
    const { pairs } = fitVisitors(visitors, { maxPairs: 3 }).model;
    expect(pairs.length).toBeLessThanOrEqual(3);
    expect(pairs.map(({ features }) => [...features].sort().join())).toContain('device,price');
  });
});

describe('an additive fit of odd columns', () => {
  const n = 400;
  const of = (kind: 'numeric' | 'categorical', text: (i: number) => number | string | null): Column =>
    kind === 'numeric'
      ? { kind, values: Float64Array.from({ length: n }, (_, i) => (text(i) as number | null) ?? Number.NaN) }
      : (() => {
          const texts = Array.from({ length: n }, (_, i) => text(i) as string | null);
          const levels = [...new Set(texts.filter((each) => each !== null))];
          return { kind, levels, codes: Int32Array.from(texts, (each) => (each === null ? -1 : levels.indexOf(each))) };
        })();
  const columns: Readonly<Record<string, Column>> = {
    constant: of('numeric', () => 7),
    missing: of('numeric', () => null),
    huge: of('numeric', (i) => (i % 9) * 1e90),
    separating: of('numeric', (i) => (i % 2 === 0 ? -1 : 1)),
    'one level': of('categorical', () => 'all'),
    'no level': of('categorical', () => null),
    'levels seen once': of('categorical', (i) => `user ${i}`),
    'half missing': of('categorical', (i) => (i % 2 === 0 ? null : `level ${i % 5}`)),
  };
  const labels = Float64Array.from({ length: n }, (_, i) => i % 2);

  it.each([...Object.keys(columns), 'everything'])('has finite numbers: %s', (name) => {
    const used = name === 'everything' ? Object.entries(columns) : [[name, columns[name]!] as const];
    const table = new Table(used);
    const kinds = used.map(([column, { kind }]) => ({ name: column, kind }));
    const preprocessing = new Preprocessor(kinds, { minLevelCount: 20 }).fit(table);
    const prepared = new PreparedRows(table, undefined, preprocessing);
    const model = new AdditiveCandidate({ C: 1 }).fit({ prepared, labels }).toModel(0);
    const read = JSON.parse(JSON.stringify(model)) as typeof model;
    expect(read).toEqual(model);
    for (const { values, standardErrors, rows } of model.tables) {
      expect([...values, ...(standardErrors ?? []), ...rows].every(Number.isFinite)).toBe(true);
    }
    expect(model.pairs.flatMap(({ values }) => values).every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(model.intercept)).toBe(true);
    expect(model.converged).toBe(true);
  });

  it('needs both classes', () => {
    const table = new Table([['constant', columns.constant!]]);
    const preprocessing = new Preprocessor([{ name: 'constant', kind: 'numeric' }]).fit(table);
    const rows = { prepared: new PreparedRows(table, undefined, preprocessing), labels: new Float64Array(n) };
    expect(() => new AdditiveCandidate({ C: 1 }).fit(rows)).toThrow(expect.objectContaining({ code: 'one_class' }));
  });
});

describe('constraints', () => {
  /** What a feature adds at different values, everything else equal. */
  const effects = ({ scorer }: ReturnType<typeof fitVisitors>, feature: string, values: readonly number[]) =>
    values.map((value) =>
      scorer.decisionFunctionOne({ ...unseen.table.row(1), device: 'mobile', price: 0, [feature]: value }),
    );
  const places = (from: number, to: number) => Array.from({ length: 201 }, (_, i) => from + ((to - from) * i) / 200);

  it('hold everywhere, also against what the rows say', () => {
    const constraints = { visits: 'increasing', recency: 'increasing', price: 'zero', noise: 'decreasing' } as const;
    const constrained = fitVisitors(visitors, { constraints });
    const [visits, recency, noise] = [
      effects(constrained, 'visits', places(0, 30)),
      effects(constrained, 'recency', places(-5, 40)),
      effects(constrained, 'noise', places(-4, 4)),
    ];
    for (let i = 1; i < 201; i++) {
      expect(visits[i]! - visits[i - 1]!).toBeGreaterThanOrEqual(-1e-12);
      expect(recency[i]! - recency[i - 1]!).toBeGreaterThanOrEqual(-1e-12);
      expect(noise[i]! - noise[i - 1]!).toBeLessThanOrEqual(1e-12);
    }
    expect(visits[200]! - visits[0]!).toBeGreaterThan(0.5);
    // Truly it falls: all that is left of it is flat.
    expect(recency[200]! - recency[0]!).toBeLessThan(0.05);
    const none = constrained.scorer.contributionsOf('price', unseen.table);
    expect(none.every((value) => value === 0)).toBe(true);
    const paired = constrained.model.pairs.flatMap(({ features }) => features);
    for (const name of Object.keys(constraints)) expect(paired).not.toContain(name);
  });

  it('cost next to nothing where they agree with the rows', () => {
    const constrained = fitVisitors(visitors, { constraints: { recency: 'decreasing', visits: 'increasing' } });
    const [loss, free] = [constrained, fit].map(({ scorer }) =>
      expectedLoss(unseen.truth, scorer.decisionFunction(unseen.table)),
    );
    expect(loss!).toBeLessThan(free! * 1.01);
    const effect = effects(constrained, 'recency', [2, 20]);
    expect(effect[0]! - effect[1]!).toBeGreaterThan(1);
  });

  it.each([
    ['another feature', { age: 'increasing' }],
    ['a category', { device: 'decreasing' }],
    ['an unknown one', { visits: 'flat' }],
  ])('are refused for %s', (_, constraints) => {
    expect(() => fitVisitors(visitors, { constraints: constraints as Record<string, 'zero'> })).toThrow(
      expect.objectContaining({ code: 'bad_constraint' }),
    );
  });
});
