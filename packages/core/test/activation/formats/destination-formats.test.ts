import { describe, expect, it } from 'vitest';
import type { FormatSettings } from '../../../src/activation/formats/destination-format.js';
import { DESTINATION_FORMATS } from '../../../src/activation/formats/destination-formats.js';
import { parseConfig } from '../../../src/config/parse-config.js';
import { settingsOf } from '../../../src/config/settings-of.js';
import type { ExportedScore } from '../../../src/ports/score-exports.js';

const rowOf = (user_id: string, more: Partial<ExportedScore> = {}): ExportedScore => ({
  user_id,
  proba: 0.5,
  decile: 1,
  selected: false,
  model: 'm',
  predicted_week: '2026-02-08',
  predicted_at: '2026-02-08T06:00:00.123Z',
  ...more,
});
const named = (name: string) => DESTINATION_FORMATS.find((format) => format.name === name)!;
const written = (name: string, settings: FormatSettings, batches: readonly (readonly ExportedScore[])[]) => {
  const writer = named(name).open(settings);
  return [...writer.head(), ...batches.flatMap((batch) => writer.lines(batch)), ...writer.tail()];
};
const CONFIG = { target: { event: 'purchase' }, source: { events: 'e/*.parquet' } };
const settings = (source: object = {}, activation?: object): FormatSettings =>
  settingsOf(
    parseConfig({ ...CONFIG, source: { ...CONFIG.source, ...source }, ...(activation && { activation }) }),
    'test',
  );
const BAD = expect.objectContaining({ code: 'bad_export', kind: 'usage' });
const MATCH = {
  operatingAccount: { accountId: '1234567890' },
  audienceId: '99',
  acceptsCustomerMatchTerms: true,
};

describe('ids', () => {
  it('are client ids, user ids, or neither', () => {
    const ids = (source: object) => settings(source).analyticsIds;
    expect(ids({})).toBe('client_id');
    expect(ids({ userId: 'user_pseudo_id' })).toBe('client_id');
    expect(ids({ userId: 'user_id' })).toBe('user_id');
    expect(ids({ userId: { field: 'user_id' } })).toBe('user_id');
    expect(ids({ userId: { field: 'user_id', fallback: 'user_pseudo_id' } })).toBeUndefined();
    expect(ids({ userId: { param: 'crm_id' } })).toBeUndefined();
  });
});

describe('ga4-data-import', () => {
  it('has client ids with their stream', () => {
    expect(
      written('ga4-data-import', settings({}, { streamId: '42' }), [
        [rowOf('1.2')],
        [rowOf('3.4', { decile: null, proba: 1e-9, selected: true })],
      ]),
    ).toEqual([
      'client_id,stream_id,propensity_score,propensity_decile,propensity_selected',
      '1.2,42,0.500000,1,false',
      '3.4,42,0.000000,none,true',
    ]);
  });

  it('has user ids, quoted where they need it, under the names of the configuration', () => {
    const userProperties = { score: 's', decile: 'd', selected: 'x' };
    expect(
      written('ga4-data-import', settings({ userId: 'user_id' }, { userProperties }), [
        [rowOf('a,b'), rowOf('say "hi"')],
      ]),
    ).toEqual(['user_id,s,d,x', '"a,b",0.500000,1,false', '"say ""hi""",0.500000,1,false']);
  });

  it('is refused without a stream for client ids, and for ids that Analytics does not know', () => {
    expect(() => named('ga4-data-import').open(settings())).toThrow(BAD);
    expect(() => named('ga4-data-import').open(settings({ userId: { param: 'crm' } }, { streamId: '42' }))).toThrow(
      BAD,
    );
  });

  it('takes ids of 256 characters, and none of 257', () => {
    const open = settings({ userId: 'user_id' });
    expect(written('ga4-data-import', open, [[rowOf('€'.repeat(256))]])).toHaveLength(2);
    expect(() => written('ga4-data-import', open, [[rowOf('€'.repeat(257))]])).toThrow(
      expect.objectContaining({ code: 'payload_over_limit' }),
    );
  });
});

describe('data-manager', () => {
  const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => rowOf(`u${from + i}`));
  const open = settings({ userId: 'user_id' }, { dataManager: MATCH });
  const sizes = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).audienceMembers.length);

  it('names the audience, the consent and the terms', () => {
    const [line, ...more] = written('data-manager', open, [[rowOf('u1')]]);
    expect(more).toEqual([]);
    expect(JSON.parse(line!)).toEqual({
      destinations: [
        { operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1234567890' }, productDestinationId: '99' },
      ],
      audienceMembers: [{ userIdData: { userId: 'u1' } }],
      consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_GRANTED' },
      termsOfService: { customerMatchTermsOfServiceStatus: 'ACCEPTED' },
    });
  });

  it('has at most 10,000 members in a request, whatever the batches', () => {
    expect(sizes(written('data-manager', open, [rows(10_000)]))).toEqual([10_000]);
    expect(sizes(written('data-manager', open, [rows(9_999), rows(2, 9_999)]))).toEqual([10_000, 1]);
    const lines = written('data-manager', open, [rows(20_001)]);
    expect(sizes(lines)).toEqual([10_000, 10_000, 1]);
    const ids = lines.flatMap((line) =>
      JSON.parse(line).audienceMembers.map((each: { userIdData: { userId: string } }) => each.userIdData.userId),
    );
    expect(ids).toEqual(rows(20_001).map(({ user_id }) => user_id));
    expect(written('data-manager', open, [])).toEqual([]);
  });

  it('is refused for client ids, without an account, and where the terms are not accepted', () => {
    expect(() => named('data-manager').open(settings({}, { dataManager: MATCH }))).toThrow(BAD);
    expect(() => named('data-manager').open(settings({ userId: 'user_id' }))).toThrow(BAD);
    const { acceptsCustomerMatchTerms: _, ...unaccepted } = MATCH;
    expect(() => settings({ userId: 'user_id' }, { dataManager: unaccepted })).toThrow(/acceptsCustomerMatchTerms/);
  });
});

describe('names in the configuration', () => {
  it('are no longer than Google takes', () => {
    const names = (score: string) => () => settings({}, { userProperties: { score } });
    expect(names('p'.repeat(24))).not.toThrow();
    for (const name of ['p'.repeat(25), 'ga_score', '1p', 'p q']) expect(names(name)).toThrow(/userProperties/);
    expect(() => settings({}, { eventName: 'e'.repeat(40) })).not.toThrow();
    expect(() => settings({}, { eventName: 'e'.repeat(41) })).toThrow(/eventName/);
  });
});
