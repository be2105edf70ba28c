import { describe, expect, it } from 'vitest';
import {
  checkedRequest,
  type MeasurementProtocolRequest,
  measurementProtocol,
} from '../../../src/activation/formats/measurement-protocol.js';
import type { ExportedScore } from '../../../src/ports/score-exports.js';

const ROW: ExportedScore = {
  user_id: '1234567.8901234567',
  proba: 0.123456789,
  decile: 2,
  selected: true,
  model: 'm',
  predicted_week: '2026-02-08',
  predicted_at: '2026-02-08T06:00:00.123Z',
};

const request = (more: Partial<MeasurementProtocolRequest> = {}): MeasurementProtocolRequest => ({
  client_id: '1.2',
  consent: { ad_user_data: 'GRANTED', ad_personalization: 'GRANTED' },
  user_properties: {},
  events: [{ name: 'scored', params: {} }],
  ...more,
});
const REFUSED = expect.objectContaining({ code: 'payload_over_limit', kind: 'refused' });
const passes = (more: Partial<MeasurementProtocolRequest>) => expect(() => checkedRequest(request(more))).not.toThrow();
const fails = (more: Partial<MeasurementProtocolRequest>) =>
  expect(() => checkedRequest(request(more))).toThrow(REFUSED);
const many = <T>(n: number, value: (n: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const properties = (entries: readonly (readonly [string, string])[]) => ({
  user_properties: Object.fromEntries(entries.map(([name, value]) => [name, { value }])),
});
const event = (name: string, params: Readonly<Record<string, string>> = {}) => ({ events: [{ name, params }] });

describe('the Measurement Protocol', () => {
  it('has one request per user, with consent and user properties', () => {
    const writer = measurementProtocol.open({ targetEvent: 'purchase', analyticsIds: 'client_id' });
    const lines = writer.lines([ROW, { ...ROW, user_id: '2.3', decile: null, selected: false }]);
    expect([writer.head(), writer.tail(), lines.length]).toEqual([[], [], 2]);
    expect(JSON.parse(lines[0]!)).toEqual({
      client_id: '1234567.8901234567',
      consent: { ad_user_data: 'GRANTED', ad_personalization: 'GRANTED' },
      user_properties: {
        propensity_score: { value: '0.123457' },
        propensity_decile: { value: '2' },
        propensity_selected: { value: 'true' },
      },
      events: [{ name: 'propensity_scored', params: { target: 'purchase', predicted_week: '2026-02-08' } }],
    });
    expect(JSON.parse(lines[1]!).user_properties.propensity_decile).toEqual({ value: 'none' });
  });

  it('is refused where users are not client ids', () => {
    for (const analyticsIds of ['user_id', undefined] as const) {
      expect(() => measurementProtocol.open({ targetEvent: 'purchase', analyticsIds })).toThrow(
        expect.objectContaining({ code: 'bad_export', kind: 'usage' }),
      );
    }
  });

  it('takes 25 events, and no 26', () => {
    passes({ events: many(25, () => ({ name: 'scored', params: {} })) });
    fails({ events: many(26, () => ({ name: 'scored', params: {} })) });
  });

  it('takes 25 user properties, and no 26', () => {
    passes(properties(many(25, (n) => [`p${n}`, 'x'] as const)));
    fails(properties(many(26, (n) => [`p${n}`, 'x'] as const)));
  });

  it('takes names of user properties of 24 characters, and values of 36, whatever their bytes', () => {
    passes(properties([['p'.repeat(24), 'x']]));
    fails(properties([['p'.repeat(25), 'x']]));
    passes(properties([['p', 'x'.repeat(36)]]));
    fails(properties([['p', 'x'.repeat(37)]]));
    passes(properties([['p', '🙂'.repeat(36)]]));
    fails(properties([['p', '🙂'.repeat(37)]]));
  });

  it('takes names of events and parameters of 40 characters, values of 100, and 25 parameters', () => {
    passes(event('e'.repeat(40)));
    fails(event('e'.repeat(41)));
    passes(event('scored', { ['k'.repeat(40)]: 'v'.repeat(100) }));
    fails(event('scored', { ['k'.repeat(41)]: 'v' }));
    fails(event('scored', { k: 'v'.repeat(101) }));
    passes(event('scored', Object.fromEntries(many(25, (n) => [`k${n}`, 'v']))));
    fails(event('scored', Object.fromEntries(many(26, (n) => [`k${n}`, 'v']))));
  });

  it('takes no name that Google keeps, and none of other characters', () => {
    for (const name of ['session_start', 'firebase_x', 'ga_x', 'google_x', '1a', 'a-b', 'ünï', '']) fails(event(name));
    for (const name of ['user_id', 'first_open_time', 'ga_x', '_a']) fails(properties([[name, 'x']]));
    passes(event('session_started'));
  });

  it('takes bodies smaller than 130 kB, counted in UTF-8', () => {
    const empty = new TextEncoder().encode(JSON.stringify(request({ client_id: '' }))).length;
    passes({ client_id: 'x'.repeat(129_999 - empty) });
    fails({ client_id: 'x'.repeat(130_000 - empty) });
    // Three bytes each.
    const wide = Math.floor((129_999 - empty) / 3);
    passes({ client_id: '€'.repeat(wide) });
    fails({ client_id: '€'.repeat(wide + 1) });
  });

  it('takes no empty client id, and no installation of an app', () => {
    fails({ client_id: '' });
    fails({ client_id: '0123456789abcdef0123456789ABCDEF' });
    passes({ client_id: '0123456789abcdef0123456789ABCDE' });
  });
});
