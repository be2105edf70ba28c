import type { DigestBlocks } from '@propensity/core/erasure';
import type { Dialect } from '../dialect/dialect.js';
import { queryRelation, type Relation } from '../dialect/relation.js';

/** The condition, over the SQL of an id, that a user has not been forgotten. Never NULL where the id is not. */
export type KeepsUser = (userId: string) => string;

/** Who has been forgotten, as statements ask. */
export interface ForgottenUsers {
  /**
   * The condition that a user has not been forgotten; undefined where nobody has, so that statements stay what they are then.
   * @throws PropensityError `forget_key_missing` where users were forgotten and the key is gone
   */
  keeps(): Promise<KeepsUser | undefined>;
}

/** The table of forgotten users, and the key that tells who is in it. */
export interface ForgottenTable {
  readonly dialect: Dialect;
  /** Name of the table with a column `digest`. */
  readonly table: string;
  readonly blocks: DigestBlocks;
}

/** The condition that a user has not been forgotten. */
export function keepsUser({ dialect, table, blocks }: ForgottenTable): KeepsUser {
  return (userId) => `${dialect.hmacSha256(userId, blocks)} NOT IN (SELECT digest FROM ${dialect.table(table)})`;
}

/** The condition that a user has been forgotten; NULL for no id. */
export function isForgotten({ dialect, table, blocks }: ForgottenTable): KeepsUser {
  return (userId) => `${dialect.hmacSha256(userId, blocks)} IN (SELECT digest FROM ${dialect.table(table)})`;
}

/** The condition that an id is one of those with these digests. @param digests at least one, 64 hexadecimal digits each */
export function hasDigest(dialect: Dialect, blocks: DigestBlocks, digests: readonly string[]): KeepsUser {
  return (userId) => dialect.isOneOf(dialect.hmacSha256(userId, blocks), digests);
}

/** The rows of users who have not been forgotten; all of them where nobody has. @param query has a `user_id` in every row */
export function keptSql(query: string, keeps: KeepsUser | undefined): string {
  return keeps === undefined ? query : `SELECT * FROM (\n${query}\n) AS everyone WHERE ${keeps('user_id')}`;
}

/** The same of a relation. */
export function keptRows(rows: Relation, keeps: KeepsUser | undefined): Relation {
  return keeps === undefined ? rows : queryRelation(`SELECT * FROM ${rows} AS everyone WHERE ${keeps('user_id')}`);
}
