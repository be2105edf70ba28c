import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.js';
import { settingsOf } from '../../../src/config/settings-of.js';
import { datasetOfTable } from '../../../src/config/sources/table-source.js';
import { differingKeys } from '../../../src/jobs/same-question.js';

const SOURCE = { type: 'table', table: 'customers.csv', userId: 'id', snapshotDate: 'month', label: 'bought' };
const with_ = (source: object, others: object = {}) => ({
  source: { ...SOURCE, ...source },
  target: { event: 'order' },
  ...others,
});
const hashOf = (input: unknown) => settingsOf(parseConfig(input), 'test').configHash;

describe('source.type "table"', () => {
  it('says everything in a few keys', () => {
    expect(parseConfig(with_({})).source).toEqual({
      ...SOURCE,
      columns: {},
      missing: [],
      allowLeaks: [],
      timeZone: 'UTC',
      allowMissingDays: [],
    });
  });

  it('has no lookback of its own, whatever days there are', () => {
    expect(settingsOf(parseConfig(with_({})), 'test')).toMatchObject({ lookbackDays: 1, adaptive: undefined });
  });

  it.each([
    [{ table: undefined }, {}, '"source.table" is missing'],
    [{ userId: undefined }, {}, '"source.userId" is missing'],
    [{ snapshotDay: '2025-01-01' }, {}, 'exactly one of "snapshotDate"'],
    [{ snapshotDate: undefined }, {}, 'exactly one of "snapshotDate"'],
    [{ label: undefined }, {}, 'exactly one of "label"'],
    [{ conversions: { table: 'orders.csv', userId: 'id', time: 'at' } }, {}, 'exactly one of "label"'],
    [{ allowMissingDays: ['2025-01-01'] }, {}, '"source.allowMissingDays" has no meaning'],
    [{ where: [{ param: 'x', exists: true }] }, {}, 'a condition on "field"'],
    [{ columns: { x: 'date' } }, {}, 'source.columns.x'],
    [{}, { target: { event: 'order', nth: 2 } }, '"target.nth" asks for events'],
    [{}, { target: { none: { event: 'order' } } }, '"target.none" asks for events'],
    [{}, { population: { minEvents: 2 } }, '"population.minEvents" asks for events'],
    [{}, { features: { ownEvents: 3 } }, '"features.ownEvents" asks for events'],
    [{}, { features: { add: [{ name: 'x', event: 'y' }] } }, '"features.add" asks for events'],
    [{}, { lookbackDays: 30 }, '"lookbackDays" asks for events'],
  ])('refuses %j with %j', (source, others, message) => {
    expect(() => parseConfig(with_(source, others))).toThrow(message);
  });

  it('on Google Cloud is the name of a table', () => {
    const gcp = { project: 'my-shop-123', dataset: 'propensity', bucket: 'my-shop-models', location: 'EU' };
    const on = (table: string) => () => parseConfig(with_({ table }, { stack: 'gcp', gcp }));
    expect(on('crm.customers')).not.toThrow();
    expect(on('other-project.crm.customers')).not.toThrow();
    expect(on('customers.csv/')).toThrow('expected "dataset.table" or "project.dataset.table"');
    expect(datasetOfTable('other-project.crm.customers')).toEqual({ dataset: 'other-project.crm', table: 'customers' });
    expect(datasetOfTable('customers')).toBeNull();
  });

  it('asks by its columns: a model of another label is one of another question', () => {
    const questionOf = (input: unknown) => settingsOf(parseConfig(input), 'test').question;
    expect(questionOf(with_({}))).toMatchObject({ userId: 'id', label: 'bought' });
    const conversions = { table: 'orders.csv', userId: 'who', time: 'at' };
    expect(questionOf(with_({ label: undefined, conversions })).label).toEqual({ userId: 'who', time: 'at' });
    expect(differingKeys(questionOf(with_({ label: 'left' })), questionOf(with_({})))).toEqual([
      '"source.label or source.conversions"',
    ]);
  });

  it('asks by what it reads as not known, in any order: a model of other such texts is one of another question', () => {
    const questionOf = (missing?: readonly string[]) =>
      settingsOf(parseConfig(with_(missing === undefined ? {} : { missing })), 'test').question;
    expect(questionOf(['-', 'NA', '-'])).toEqual({ ...questionOf(), missing: ['-', 'NA'] });
    expect(questionOf(['NA', '-'])).toEqual(questionOf(['-', 'NA']));
    expect(questionOf([])).toEqual(questionOf());
    expect(differingKeys(questionOf(['NA']), questionOf())).toEqual(['"source.missing"']);
    expect(differingKeys(questionOf(), questionOf(['NA']))).toEqual(['"source.missing"']);
    expect(differingKeys(questionOf(['NA']), questionOf(['NA']))).toEqual([]);
  });

  it('is the same question wherever the data are, and another one by other columns', () => {
    const conversions = (table: string) =>
      with_({ label: undefined, conversions: { table, userId: 'id', time: 'at' } });
    expect(hashOf(with_({ table: 'elsewhere/*.csv' }))).toBe(hashOf(with_({})));
    expect(hashOf(conversions('a.csv'))).toBe(hashOf(conversions('b.csv')));
    expect(hashOf(with_({ allowLeaks: ['x'] }))).not.toBe(hashOf(with_({})));
    expect(hashOf(with_({ label: 'left' }))).not.toBe(hashOf(with_({})));
  });
});
