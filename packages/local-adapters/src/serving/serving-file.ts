import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { crc32 } from 'node:zlib';
import { PropensityError } from '@propensity/core';
import type { ProbaResult } from '@propensity/core/jobs';
import { ENTRY_BYTES, hashOfId, MAGIC, PAGE_BYTES, type ServingMeta, TRAILER_BYTES } from './serving-format.js';

/** Enough for nearly every line and the entries of nearly every bucket. */
const ROOM_PAGES = 3;
const NEWLINE = 10;

type FileStats = Pick<Stats, 'ino' | 'size' | 'mtimeMs'>;

interface ServedLine {
  readonly u: string;
  readonly p: number;
  /** Index into `publications`. */
  readonly r: number;
}

/** The error for a file that is not what was written: it is made again from the warehouse. */
function damaged(path: string, what: string): PropensityError {
  return new PropensityError('serving_file_damaged', `${path} is damaged: ${what}.`, {
    hint: 'It is made again from the warehouse by the next command.',
  });
}

/**
 * The current predictions as one file that is only read: see `serving-format.ts`. It stays the same while it is open, also
 * when another has been put into its place. Reading waits for the disk at most, not for anybody else.
 */
export class ServingFile {
  readonly meta: ServingMeta;
  readonly #fd: number;
  readonly #stats: FileStats;
  readonly #directory: Uint32Array;
  readonly #checksums: Uint32Array;
  /** Bytes of lines and entries, which the checksums are of. */
  readonly #checkedBytes: number;
  readonly #room = Buffer.alloc(ROOM_PAGES * PAGE_BYTES);

  private constructor(
    readonly path: string,
    fd: number,
  ) {
    this.#fd = fd;
    this.#stats = fstatSync(fd);
    const { meta, tail, directoryAt } = readTail(path, fd, this.#stats.size);
    this.meta = meta;
    this.#checkedBytes = directoryAt;
    // Copied: numbers have to begin at a multiple of their size.
    const numbers = new Uint32Array(new Uint8Array(tail).buffer);
    const buckets = 1 << meta.bits;
    this.#directory = numbers.subarray(0, buckets + 1);
    this.#checksums = numbers.subarray(buckets + 1);
  }

  /**
   * Null when there is no such file.
   * @throws PropensityError `serving_file_damaged`
   */
  static open(path: string): ServingFile | null {
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 'ENOENT') return null;
      throw error;
    }
    try {
      return new ServingFile(path, fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /**
   * The prediction of a user for a target, or null.
   * @throws PropensityError `serving_file_damaged`
   */
  find(userId: string, target: string): ProbaResult | null {
    const hash = hashOfId(Buffer.from(userId));
    const bucket = hash >>> (32 - this.meta.bits);
    const first = this.#directory[bucket]!;
    const count = this.#directory[bucket + 1]! - first;
    for (const lineAt of this.#linesOf(hash, this.meta.lineBytes + first * ENTRY_BYTES, count)) {
      const line = this.#line(lineAt);
      if (line.u !== userId) continue;
      const result = this.#result(line);
      if (result.target === target) return result;
    }
    return null;
  }

  /** Reads every page. @throws PropensityError `serving_file_damaged` */
  check(): void {
    for (let at = 0; at < this.#checkedBytes; at += PAGE_BYTES) {
      this.#read(at, Math.min(PAGE_BYTES, this.#checkedBytes - at));
    }
  }

  /** Whether these are the facts of this file, not of one that was put into its place. */
  isOf({ ino, size, mtimeMs }: FileStats): boolean {
    return ino === this.#stats.ino && size === this.#stats.size && mtimeMs === this.#stats.mtimeMs;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Where the lines of the users with this hash begin: of one in nearly every case. */
  #linesOf(hash: number, at: number, count: number): number[] {
    if (count === 0) return [];
    const entries = this.#read(at, count * ENTRY_BYTES);
    const lines: number[] = [];
    for (let i = 0; i < entries.length; i += ENTRY_BYTES) {
      if (entries.readUInt32LE(i) === hash) lines.push(entries.readUIntLE(i + 4, 6));
    }
    return lines;
  }

  #line(at: number): ServedLine {
    for (let length = PAGE_BYTES - (at % PAGE_BYTES); ; length += PAGE_BYTES) {
      const bytes = this.#read(at, Math.min(length, this.meta.lineBytes - at));
      const end = bytes.indexOf(NEWLINE);
      if (end >= 0) return JSON.parse(bytes.toString('utf8', 0, end)) as ServedLine;
      if (at + length >= this.meta.lineBytes) throw damaged(this.path, 'a line has no end');
    }
  }

  #result({ u, p, r }: ServedLine): ProbaResult {
    const [predicted_week, predicted_at, model, further] = this.meta.publications[r]!;
    return { user_id: u, proba: p, predicted_week, predicted_at, model, ...further };
  }

  /** Bytes whose pages have the checksums that they were written with. They stand until the next call. */
  #read(at: number, length: number): Buffer {
    const firstPage = Math.floor(at / PAGE_BYTES);
    const from = firstPage * PAGE_BYTES;
    const until = Math.min(this.#checkedBytes, Math.ceil((at + length) / PAGE_BYTES) * PAGE_BYTES);
    const room = until - from <= this.#room.length ? this.#room : Buffer.alloc(until - from);
    if (readSync(this.#fd, room, 0, until - from, from) !== until - from) throw damaged(this.path, 'it is too short');
    for (let page = firstPage; page * PAGE_BYTES < until; page++) {
      const start = page * PAGE_BYTES - from;
      const sum = crc32(room.subarray(start, Math.min(start + PAGE_BYTES, until - from)));
      if (sum !== this.#checksums[page]) throw damaged(this.path, 'what it holds has changed');
    }
    return room.subarray(at - from, at - from + length);
  }
}

/** What a serving file says of itself, without keeping it open; null when it is missing or damaged. */
export function servingMetaOf(path: string): ServingMeta | null {
  try {
    const file = ServingFile.open(path);
    file?.close();
    return file?.meta ?? null;
  } catch (error) {
    if (PropensityError.is(error)) return null;
    throw error;
  }
}

function readTail(path: string, fd: number, size: number) {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  if (size < TRAILER_BYTES || readSync(fd, trailer, 0, TRAILER_BYTES, size - TRAILER_BYTES) !== TRAILER_BYTES) {
    throw damaged(path, 'it is too short');
  }
  const metaBytes = trailer.readUInt32LE(8);
  const directoryAt = trailer.readDoubleLE(16);
  const tailBytes = size - TRAILER_BYTES - directoryAt;
  if (!trailer.subarray(0, MAGIC.length).equals(MAGIC) || trailer.readDoubleLE(24) !== size || tailBytes < metaBytes) {
    throw damaged(path, 'its end is not one of such a file');
  }
  const tail = Buffer.alloc(tailBytes);
  if (readSync(fd, tail, 0, tailBytes, directoryAt) !== tailBytes || crc32(tail) !== trailer.readUInt32LE(12)) {
    throw damaged(path, 'its index has changed');
  }
  const meta = JSON.parse(tail.toString('utf8', tailBytes - metaBytes)) as ServingMeta;
  return { meta, tail: tail.subarray(0, tailBytes - metaBytes), directoryAt };
}
