import { describe, expect, it } from 'vitest';
import { parseConfig, settingsOf, sourceTypeOf } from '../../src/entries/config.js';

const BASE = { target: { event: 'purchase' } };
const parse = (source: object, more: object = {}) =>
  parseConfig({ ...BASE, ...more, source: { type: 'ua', ...source } } as never);
const hashOf = (source: object) => settingsOf(parse(source), 'test').configHash;
const EVENTS = { events: 'export/ga_sessions_*.parquet' };

describe('a source of Universal Analytics', () => {
  it('has the options of every source, and its own users', () => {
    const userId = { customDimension: 3, fallback: 'fullVisitorId' };
    expect(parse({ ...EVENTS, userId, intraday: true }).source).toEqual({
      ...{ type: 'ua', ...EVENTS, userId, intraday: true },
      ...{ timeZone: 'UTC', allowMissingDays: [] },
    });
  });

  it.each([
    [{}, '"source.events" is missing; expected a path or glob of day files, such as "export/ga_sessions_*.parquet"'],
    [{ ...EVENTS, userId: 'user_pseudo_id' }, '"source.userId" is "user_pseudo_id"'],
    [{ ...EVENTS, userId: { customDimension: 0 } }, '"source.userId.customDimension" is 0'],
    [{ ...EVENTS, parameters: {} }, '"source.parameters" is not a known key'],
    [{ ...EVENTS, currency: 'EUR' }, '"source.currency" is not a known key'],
  ])('says what is wrong with %j', (source, message) => {
    expect(() => parse(source)).toThrow(message);
  });

  it('on Google Cloud it asks for the data set of the view', () => {
    const gcp = { project: 'my-shop-123', dataset: 'propensity', bucket: 'models', location: 'EU' };
    expect(() => parse({}, { stack: 'gcp', gcp })).toThrow('such as "123456789"');
    expect(parse({}, { stack: 'gcp', gcp: { ...gcp, eventsDataset: '123456789' } }).source.type).toBe('ua');
  });

  it('moving the files changes nothing, another user does', () => {
    expect(hashOf({ events: 'elsewhere/*.parquet' })).toBe(hashOf(EVENTS));
    const whose = (source: object) => settingsOf(parse(source), 'test').question.userId;
    expect([whose(EVENTS), whose({ ...EVENTS, userId: 'fullVisitorId' })]).toEqual([null, null]);
    expect(whose({ ...EVENTS, userId: 'userId' })).toBe('userId');
    expect(hashOf({ ...EVENTS, userId: 'userId' })).not.toBe(hashOf(EVENTS));
    expect(hashOf({ ...EVENTS, where: [{ field: 'hits.page.hostname', equals: 'a' }] })).not.toBe(hashOf(EVENTS));
  });
});

describe('the kind of source that a place is named as', () => {
  it.each([
    ['export/ga_sessions_*.parquet', 'ua'],
    ['a/ga_sessions_20170801/*.json.gz', 'ua'],
    ['123456789', 'ua'],
    ['my-shop-123.123456789', 'ua'],
    ['export/events_*.parquet', 'ga4'],
    ['analytics_123456789', 'ga4'],
    ['my-shop-123.analytics_123456789', 'ga4'],
    ['2024/*.parquet', 'ga4'],
    ['shop', 'ga4'],
  ])('%s: %s', (place, type) => {
    expect(sourceTypeOf(place)).toBe(type);
  });
});
