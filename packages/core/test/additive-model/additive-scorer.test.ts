import { describe, expect, it } from 'vitest';
import { featureCurves, pairMaps } from '../../src/additive-model/additive-curves.js';
import type { AdditiveModel } from '../../src/additive-model/additive-model.js';
import { AdditiveScorer } from '../../src/additive-model/additive-scorer.js';
import { additiveScoring } from '../../src/additive-model/additive-scoring.js';
import { BinCoder } from '../../src/additive-model/feature-bins.js';
import { type Row, Table } from '../../src/table/table.js';
import { bentShop, simulatedVisitors } from '../support/simulated-visitors.js';
import { levels, numbers } from '../support/some-table.js';
import { fitVisitors } from './fitted-visitors.js';

const visitors = simulatedVisitors(3000, 31, bentShop, 0.1);
const { model, scorable, scorer, preprocessing } = fitVisitors(visitors);
const names = preprocessing.transformers.map(({ name }) => name);
/** Missing values, levels that training had not seen, and numbers beyond all others. */
const odd = new Table([
  ['visits', numbers([null, 1e6, -3, 0])],
  ['price', numbers([0.1, null, -40, 40])],
  ['recency', numbers([null, 7, 6, 1e3])],
  ['noise', numbers([0, 0, null, 1])],
  ['device', levels(['watch', null, 'mobile', 'desktop'])],
  ['country', levels([null, 'country 39', 'nowhere', 'country 0'])],
]);

describe('AdditiveScorer', () => {
  it('gives a table and its rows the same bits', () => {
    expect(model.pairs.length).toBeGreaterThan(0);
    for (const table of [visitors.table, odd]) {
      const eta = scorer.decisionFunction(table);
      for (let row = 0; row < table.nRows; row++) {
        expect(scorer.decisionFunctionOne(table.row(row))).toBe(eta[row]);
        expect(scorer.predictProbaOne(table.row(row))).toBe(scorer.predictProba(table.take([row]))[0]);
      }
    }
  });

  it('explains every row exactly, by features and by parts', () => {
    const byFeature = new Map(names.map((name) => [name, scorer.contributionsOf(name, odd)]));
    const eta = scorer.decisionFunction(odd);
    for (let row = 0; row < odd.nRows; row++) {
      const explained = scorer.explainOne(odd.row(row));
      expect(explained.map(({ feature }) => feature).sort()).toEqual([...names].sort());
      for (const { feature, contribution } of explained) {
        expect(contribution).toBeCloseTo(byFeature.get(feature)![row]!, 9);
      }
      const sum = (parts: readonly { readonly contribution: number }[]) =>
        parts.reduce((total, { contribution }) => total + contribution, scorer.baseline);
      expect(sum(explained)).toBeCloseTo(eta[row]!, 9);
      const parts = scorer.partsOne(odd.row(row));
      expect(parts).toHaveLength(names.length + model.pairs.length);
      expect(sum(parts)).toBeCloseTo(eta[row]!, 9);
    }
  });

  it('is centred: the baseline is the mean of η, and every contribution has mean 0', () => {
    const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(meanOf(scorer.decisionFunction(visitors.table))).toBeCloseTo(scorer.baseline, 10);
    for (const name of names) expect(meanOf(scorer.contributionsOf(name, visitors.table))).toBeCloseTo(0, 10);
  });

  it('bounds what another order of the additions can change', () => {
    const bounds = scorer.roundingBound(visitors.table);
    const proba = scorer.predictProba(visitors.table);
    for (let row = 0; row < 200; row++) {
      const parts = scorer.partsOne(visitors.table.row(row)).reverse();
      const eta = parts.reduce((sum, { contribution }) => sum + contribution, 0) + scorer.baseline;
      expect(Math.abs(1 / (1 + Math.exp(-eta)) - proba[row]!)).toBeLessThan(bounds[row]!);
      expect(bounds[row]!).toBeLessThan(1e-12);
    }
  });

  it('scores in pieces of any number of rows', () => {
    const many = new Table(
      [...visitors.table.columns].map(([name]) => [
        name,
        visitors.table.take(Array.from({ length: 9000 }, (_, i) => i % 3000)).column(name),
      ]),
    );
    expect(scorer.decisionFunction(many).slice(6000)).toEqual(scorer.decisionFunction(visitors.table));
  });

  it.each<[string, Row, string]>([
    ['text for a number', { visits: 'many' }, 'bad_value'],
    ['an infinite number', { visits: Number.POSITIVE_INFINITY }, 'infinite_value'],
  ])('refuses %s', (_, row, code) => {
    expect(() => scorer.decisionFunctionOne(row)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a table without a feature, and a feature that there is not', () => {
    expect(() => scorer.decisionFunction(odd.select(names.slice(1)))).toThrow(
      expect.objectContaining({ code: 'unknown_column' }),
    );
    expect(() => scorer.contributionsOf('age', odd)).toThrow(expect.objectContaining({ code: 'unknown_feature' }));
    const { tables } = model;
    expect(() => new AdditiveScorer({ ...scorable, model: { ...model, tables: tables.slice(1) } })).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});

describe('BinCoder', () => {
  it('puts a number at a cut into the bin before it, and finds each bin by columns and by value', () => {
    for (const n of [0, 1, 2, 3, 7, 8, 127]) {
      const coder = new BinCoder('x', { kind: 'numeric', cuts: Array.from({ length: n }, (_, i) => i) });
      const values = [...Array.from({ length: 2 * n + 4 }, (_, i) => (i - 2) / 2), null];
      const codes = new Uint8Array(values.length);
      coder.over(new Table([['x', numbers(values)]]))(0, codes);
      for (const [i, value] of values.entries()) {
        const expected = value === null ? 0 : 1 + Math.min(n, Math.max(0, Math.ceil(value)));
        expect([codes[i], coder.of(value)]).toEqual([expected, expected]);
      }
    }
  });
});

describe('curves and maps', () => {
  const curves = featureCurves(model, preprocessing.transformers);

  it('say what the scorer adds', () => {
    const curve = curves[names.indexOf('recency')]!;
    for (const { from, to, centre, effect, rows } of curve.points) {
      const row = { ...visitors.table.row(0), recency: centre };
      const part = scorer.partsOne(row).find(({ features }) => features.length === 1 && features[0] === 'recency')!;
      expect(part.contribution).toBeCloseTo(effect, 10);
      if (centre !== null) expect(centre > (from ?? -1) && centre <= (to ?? 30)).toBe(true);
      const { values } = visitors.table.column('recency') as { values: Float64Array };
      const isHere = (value: number) =>
        centre === null ? Number.isNaN(value) : value > (from ?? -1) && value <= (to ?? 30);
      expect(rows).toBe(values.filter(isHere).length);
    }
    const [mobile] = curves[names.indexOf('device')]!.points.filter(({ column }) => column === 'device=mobile');
    expect(mobile!.effect).toBeCloseTo(
      scorer.partsOne({ device: 'mobile' }).find(({ features }) => features.join() === 'device')!.contribution,
      10,
    );
    expect(curve.points.map(({ column }) => column)).toEqual(
      expect.arrayContaining(['recency ≤ 0.5', '6.5 < recency ≤ 7.5', 'recency > 28.5', 'recency=(missing)']),
    );
  });

  it('find the threshold and the interaction, with intervals that tell them from nothing', () => {
    const at = (value: number) =>
      curves[names.indexOf('recency')]!.points.find(({ from, to }) => value > (from ?? -1) && value <= (to ?? 30))!;
    expect(at(5).interval![0]).toBeGreaterThan(at(9).interval![1]);
    expect(at(5).effect - at(9).effect).toBeGreaterThan(0.8);
    const [first] = pairMaps(model, preprocessing.transformers);
    expect([...first!.features].sort()).toEqual(['device', 'price']);
    expect(first!.effects).toHaveLength(first!.labels[0].length);
    expect(first!.effects[0]).toHaveLength(first!.labels[1].length);
    expect(first!.rows.flat().reduce((sum, each) => sum + each, 0)).toBe(3000);
  });

  it('have intervals that hold the truth about as often as they say', () => {
    let [inside, all] = [0, 0];
    for (const seed of [41, 42, 43, 44, 45, 46]) {
      const rows = simulatedVisitors(3000, seed, bentShop);
      const { model: fitted, preprocessing: prepared } = fitVisitors(rows);
      const curve = featureCurves(fitted, prepared.transformers)[2]!;
      const total = curve.points.reduce((sum, point) => sum + point.rows, 0);
      const mean = curve.points.reduce((sum, { centre, rows: n }) => sum + (centre! < 7 ? 1.5 : 0) * n, 0) / total;
      for (const { centre, interval } of curve.points) {
        const truth = (centre! < 7 ? 1.5 : 0) - mean;
        if (truth >= interval![0] && truth <= interval![1]) inside++;
        all++;
      }
    }
    expect(inside / all).toBeGreaterThan(0.85);
    expect(inside / all).toBeLessThan(1);
  });

  it('are the effects of the family', () => {
    const effects = additiveScoring.effects(model, preprocessing.transformers, null);
    expect(effects).toEqual(curves.map(({ points }) => points));
  });
});

describe('additiveScoring.fault', () => {
  const faultOf = (changed: object) =>
    additiveScoring.fault({ ...model, ...changed } as AdditiveModel, preprocessing.transformers);
  const tables = (change: object) => ({
    tables: model.tables.map((table, i) => (i === 0 ? { ...table, ...change } : table)),
  });
  const pairs = (change: object) => ({
    pairs: model.pairs.map((pair, i) => (i === 0 ? { ...pair, ...change } : pair)),
  });

  it('finds none in what was fitted, also after it was saved', () => {
    expect(faultOf({})).toBeNull();
    expect(faultOf(JSON.parse(JSON.stringify(model)) as object)).toBeNull();
  });

  it.each<[string, object, RegExp]>([
    ['a coefficient too few', { coef: model.coef.slice(1) }, /coefficients for other columns/],
    ['no number', { intercept: null }, /not a finite number/],
    ['a table too few', { tables: model.tables.slice(1) }, /tables for other features/],
    ['tables that are none', { tables: model.tables.map(() => null) }, /bins of another kind/],
    [
      'bins of another kind',
      tables({ bins: { kind: 'categorical', levels: [], hasMissing: false } }),
      /another kind for "visits"/,
    ],
    ['cuts in disorder', tables({ bins: { kind: 'numeric', cuts: [2, 1] } }), /do not ascend/],
    ['a value too few', tables({ values: model.tables[0]!.values.slice(1) }), /another size/],
    ['no pairs', { pairs: undefined }, /no list of pairs/],
    ['a pair of one feature', pairs({ features: ['price', 'price'] }), /pair that is none/],
    ['a pair of an unknown feature', pairs({ features: ['age', 'price'] }), /bins for other features/],
    ['bins for other codes', pairs({ bins: [[0], [0]] }), /bins for other features/],
    ['a cell too few', pairs({ values: model.pairs[0]!.values.slice(1) }), /another size for the pair/],
  ])('finds %s', (_, changed, fault) => {
    expect(faultOf(changed)).toMatch(fault);
  });
});
