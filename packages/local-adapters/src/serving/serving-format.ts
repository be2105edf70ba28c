import { crc32 } from 'node:zlib';
import type { ProbaResult } from '@propensity/core/jobs';

/**
 * The layout of a serving file, all numbers little-endian:
 *
 *     lines      one per user and target, as DuckDB writes them: {"u":user_id,"p":proba,"r":publication}
 *     entries    ENTRY_BYTES per user, by bucket: hash of the id (4), where its line begins (6)
 *     directory  per bucket the number of entries before it (4), and the number of all; the bucket is the hash's first `bits` bits
 *     checksums  CRC-32 (4) of each PAGE_BYTES of lines and entries
 *     meta       `ServingMeta` as JSON
 *     trailer    magic (8), length of meta (4), CRC-32 of directory, checksums and meta (4), where the directory begins (8), size of the file (8)
 *
 * Directory and checksums are kept in memory, about .5 byte per user; a lookup reads a page of entries and one of lines.
 */
export const MAGIC = Buffer.from('PRSERV02');
export const PAGE_BYTES = 8192;
export const ENTRY_BYTES = 10;
export const TRAILER_BYTES = 32;

/** What every line begins with. */
export const LINE_START = Buffer.from('{"u":"');

/** Entries that a bucket has on average, at most. */
const ENTRIES_PER_BUCKET = 64;
const LEAST_BITS = 8;
const MOST_BITS = 26;

/** What is stored once for the whole file. */
export interface ServingMeta {
  /** The state of the warehouse's tables that it was made from: see `servingFingerprint`. */
  readonly fingerprint: string;
  /** Predictions: users, once for each target. */
  readonly users: number;
  readonly bits: number;
  /** Bytes of the lines: the entries begin there. */
  readonly lineBytes: number;
  /** What predictions have in common: `predicted_week`, `predicted_at` (ISO 8601, UTC), `model`, and the table's further columns by name. */
  readonly publications: readonly (readonly [
    predictedWeek: string,
    predictedAt: string,
    model: string,
    further: Pick<ProbaResult, 'target' | 'horizon_days' | 'selected'>,
  ])[];
}

/** Bits of the hash that distinguish buckets, for this many users. */
export function bucketBits(users: number): number {
  const bits = Math.ceil(Math.log2(Math.max(1, users / ENTRIES_PER_BUCKET)));
  return Math.min(MOST_BITS, Math.max(LEAST_BITS, bits));
}

/** FNV-1a of bytes, in 32 bits. @param from where to begin @param until where to end */
export function fnv1a(bytes: Uint8Array, from: number, until: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < until; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

/** Spreads what differs in any bit over all bits: ids that look alike fall into different buckets. */
export function spread(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The hash of a user's id. */
export function hashOfId(bytes: Uint8Array): number {
  return spread(fnv1a(bytes, 0, bytes.length));
}

/** The last bytes of a file. @param tail directory, checksums and meta, as in the file */
export function trailerOf(tail: Buffer, metaBytes: number, directoryAt: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  MAGIC.copy(trailer);
  trailer.writeUInt32LE(metaBytes, 8);
  trailer.writeUInt32LE(crc32(tail), 12);
  trailer.writeDoubleLE(directoryAt, 16);
  trailer.writeDoubleLE(directoryAt + tail.length + TRAILER_BYTES, 24);
  return trailer;
}
