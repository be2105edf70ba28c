import { userBucket } from '@propensity/core';
import { inUserSample } from '@propensity/core/windows';
import { describe, expect, it } from 'vitest';
import { duckdbDialect } from '../../src/dialect/duckdb-dialect.js';
import { userSampleSql } from '../../src/snapshot/user-sample-sql.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

const USERS = Array.from({ length: 5000 }, (_, i) => `user ${i * 31}`);

describe('userSampleSql', () => {
  it.each([0.001, 0.1, 1 / 3, 0.5, 0.999, 1])('takes the users that core takes, share %f', async (share) => {
    const connection = await openDuckdb();
    const bucket = duckdbDialect.userBucket("'user ' || (i * 31)");
    const rows = await rowsOf(
      connection,
      `SELECT user_id FROM (SELECT 'user ' || (i * 31) AS user_id, ${bucket} AS b FROM range(${USERS.length}) AS t(i))
WHERE ${userSampleSql('b', share)} ORDER BY user_id`,
    );
    const expected = USERS.filter((user) => inUserSample(userBucket(user), share)).sort();
    expect(rows.map(({ user_id }) => user_id)).toEqual(expected);
  });
});
