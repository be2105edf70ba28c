import type { DuckDBConnection } from '@duckdb/node-api';
import { addDays, startOfDayMicros } from '@propensity/core/windows';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localMicrosSql } from '../../src/source/local-time.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
});
afterAll(() => connection.closeSync());

const FROM = '2024-01-15';
const UNTIL = '2025-04-15';

test.each(['UTC', 'Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Santiago'])(
  'the wall clock of %s, around every change of its clocks',
  async (timeZone) => {
    const moments: bigint[] = [];
    for (let day = FROM; day < UNTIL; day = addDays(day, 1)) {
      const start = startOfDayMicros(day, timeZone);
      for (const minutes of [0, 59, 60, 119, 120, 179, 180, 240, 1379])
        moments.push(start + BigInt(minutes) * 60_000_000n);
    }
    const rows = await rowsOf(
      connection,
      `SELECT ${localMicrosSql('micros', timeZone, FROM, UNTIL)} AS local FROM (SELECT UNNEST([${moments.join(', ')}]) AS micros)`,
    );
    const expected = moments.map((micros) => {
      const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(Number(micros / 1000n)).toZonedDateTimeISO(
        timeZone,
      );
      return String(micros + BigInt(offsetNanoseconds) / 1000n);
    });
    expect(rows.map((row) => row.local)).toEqual(expected);
  },
);
