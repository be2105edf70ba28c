import { googlesqlDialect, momentSql } from '@propensity/warehouse-sql';
import { describe, expect, it } from 'vitest';
import { faultError } from '../../src/clients/google-error.js';

const ofJob = (message: string) => faultError({ status: undefined, reason: 'invalidQuery', message });

describe('faultError', () => {
  it.each(['', ' at [12:7]', '\nStacktrace: …'])(
    'takes a refusal of a statement, followed by %j, for what it is',
    (after) => {
      const sql = momentSql(googlesqlDialect, { field: 'event_timestamp', sql: 't', typeName: 'INT64' });
      const [, text] = /ERROR\(CONCAT\('(.*?)'/.exec(sql)!;
      expect(ofJob(`${text}12345${after}`)).toMatchObject({
        code: 'unreadable_field',
        kind: 'usage',
        message: expect.stringMatching(
          /^The field "event_timestamp" cannot be read: expected microseconds .* found 12345$/,
        ),
        details: { field: 'event_timestamp', found: '12345' },
      });
    },
  );

  it('keeps other failures of statements apart', () => {
    expect(ofJob('Unrecognized name: event_timestam at [1:8]')).toMatchObject({
      code: 'google_cloud_failed',
      details: { reason: 'invalidQuery' },
    });
  });
});
